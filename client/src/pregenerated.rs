#[allow(unused_imports)]
use crate::path_segment::encode_path;
#[allow(unused_imports)]
use crate::{Error, Response};
#[cfg_attr(not(doctest), doc = "Types used as operation parameters and responses.")]
#[allow(clippy::all)]
pub mod types {
    #[cfg_attr(not(doctest), doc = "Contains all data known for a registered client.")]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct ClientInformation {
        #[cfg_attr(
            not(doctest),
            doc = "Technical client identifier returned by the Authorization Server when the client is registered."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id: ::std::option::Option<::std::string::String>,
        #[cfg_attr(
            not(doctest),
            doc = "Time at which the client identifier was issued.\n\nThe time is represented as the number of seconds from\n1970-01-01T00:00:00Z as measured in UTC until the date/time of\nissuance."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id_issued_at: ::std::option::Option<i64>,
        #[cfg_attr(
            not(doctest),
            doc = "Descriptive name of the client.\n\nTwo different clients cannot have the same name.\n\nThis should be a name that reveals the purpose of the client."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_name: ::std::option::Option<::std::string::String>,
        #[cfg_attr(
            not(doctest),
            doc = "Authorization grants that the client is allowed to use."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub grant_types: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        /// The members that the document doesn't name. An update that is made from what was read sends them back.
        #[serde(flatten)]
        pub undocumented: crate::Undocumented,
    }
    impl ClientInformation {
        ///Starts a builder without values.
        pub fn builder() -> builder::ClientInformationBuilder {
            Default::default()
        }
    }
    #[cfg_attr(not(doctest), doc = "`ClientReadOnlyInformation`")]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct ClientReadOnlyInformation {
        #[cfg_attr(
            not(doctest),
            doc = "Technical client identifier returned by the Authorization Server when the client is registered."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id: ::std::option::Option<::std::string::String>,
        #[cfg_attr(
            not(doctest),
            doc = "Time at which the client identifier was issued.\n\nThe time is represented as the number of seconds from\n1970-01-01T00:00:00Z as measured in UTC until the date/time of\nissuance."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id_issued_at: ::std::option::Option<i64>,
    }
    impl ClientReadOnlyInformation {
        ///Starts a builder without values.
        pub fn builder() -> builder::ClientReadOnlyInformationBuilder {
            Default::default()
        }
    }
    #[cfg_attr(
        not(doctest),
        doc = "Data associated to the registered client.\n\nThe client secret returned in this response cannot be read through any API call.\nThus you should store the client secret returned in this response."
    )]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct ClientRegistration {
        #[cfg_attr(
            not(doctest),
            doc = "Technical client identifier returned by the Authorization Server when the client is registered."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id: ::std::option::Option<::std::string::String>,
        #[cfg_attr(
            not(doctest),
            doc = "Time at which the client identifier was issued.\n\nThe time is represented as the number of seconds from\n1970-01-01T00:00:00Z as measured in UTC until the date/time of\nissuance."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_id_issued_at: ::std::option::Option<i64>,
        #[cfg_attr(
            not(doctest),
            doc = "Descriptive name of the client.\n\nTwo different clients cannot have the same name.\n\nThis should be a name that reveals the purpose of the client."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_name: ::std::option::Option<::std::string::String>,
        #[cfg_attr(
            not(doctest),
            doc = "Secret generated by Collibra for the registered client."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_secret: ::std::option::Option<crate::Secret>,
        #[cfg_attr(
            not(doctest),
            doc = "Authorization grants that the client is allowed to use."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub grant_types: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        /// The members that the document doesn't name. An update that is made from what was read sends them back.
        #[serde(flatten)]
        pub undocumented: crate::Undocumented,
    }
    impl ClientRegistration {
        ///Starts a builder without values.
        pub fn builder() -> builder::ClientRegistrationBuilder {
            Default::default()
        }
    }
    #[cfg_attr(not(doctest), doc = "`ClientWriteableInformation`")]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, Default, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct ClientWriteableInformation {
        #[cfg_attr(
            not(doctest),
            doc = "Descriptive name of the client.\n\nTwo different clients cannot have the same name.\n\nThis should be a name that reveals the purpose of the client."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub client_name: ::std::option::Option<::std::string::String>,
        #[cfg_attr(
            not(doctest),
            doc = "Authorization grants that the client is allowed to use."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub grant_types: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
    }
    impl ClientWriteableInformation {
        ///Starts a builder without values.
        pub fn builder() -> builder::ClientWriteableInformationBuilder {
            Default::default()
        }
    }
    #[cfg_attr(not(doctest), doc = "Request to update registered client data.")]
    #[derive(::serde::Deserialize, ::serde::Serialize, Clone, Debug, PartialEq)]
    #[cfg_attr(feature = "schemars", derive(::schemars::JsonSchema))]
    #[non_exhaustive]
    pub struct UpdateClient {
        #[cfg_attr(
            not(doctest),
            doc = "Descriptive name of the client.\n\nTwo different clients cannot have the same name.\n\nThis should be a name that reveals the purpose of the client."
        )]
        pub client_name: ::std::string::String,
        #[cfg_attr(
            not(doctest),
            doc = "Authorization grants that the client is allowed to use."
        )]
        #[serde(skip_serializing_if = "::std::option::Option::is_none")]
        pub grant_types: ::std::option::Option<::std::vec::Vec<::std::string::String>>,
        /// The members that the document doesn't name. An update that is made from what was read sends them back.
        #[serde(flatten)]
        pub undocumented: crate::Undocumented,
    }
    impl UpdateClient {
        ///Starts a builder without values.
        pub fn builder() -> builder::UpdateClientBuilder {
            Default::default()
        }
    }
    #[cfg_attr(not(doctest), doc = "Types for composing complex structures.")]
    pub mod builder {
        ///Builds a [`ClientInformation`](super::ClientInformation): `try_from` or `try_into` gives it, or says what is wrong.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct ClientInformationBuilder {
            client_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            client_id_issued_at: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            client_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            grant_types: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
            undocumented: crate::Undocumented,
        }
        impl ::std::default::Default for ClientInformationBuilder {
            fn default() -> Self {
                Self {
                    client_id: Ok(Default::default()),
                    client_id_issued_at: Ok(Default::default()),
                    client_name: Ok(Default::default()),
                    grant_types: Ok(Default::default()),
                    undocumented: ::std::default::Default::default(),
                }
            }
        }
        impl ClientInformationBuilder {
            ///Sets [`client_id`](super::ClientInformation::client_id).
            pub fn client_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_id: {e}")
                    });
                self
            }
            ///Sets [`client_id_issued_at`](super::ClientInformation::client_id_issued_at).
            pub fn client_id_issued_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_id_issued_at = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for client_id_issued_at: {e}"
                        )
                    });
                self
            }
            ///Sets [`client_name`](super::ClientInformation::client_name).
            pub fn client_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_name: {e}")
                    });
                self
            }
            ///Sets [`grant_types`](super::ClientInformation::grant_types).
            pub fn grant_types<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.grant_types = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for grant_types: {e}")
                    });
                self
            }
            /// Sets the members that the document doesn't name.
            pub fn undocumented(mut self, value: crate::Undocumented) -> Self {
                self.undocumented = value;
                self
            }
        }
        impl ::std::convert::TryFrom<ClientInformationBuilder>
        for super::ClientInformation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ClientInformationBuilder,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    client_id: value.client_id?,
                    client_id_issued_at: value.client_id_issued_at?,
                    client_name: value.client_name?,
                    grant_types: value.grant_types?,
                    undocumented: value.undocumented,
                })
            }
        }
        impl ::std::convert::From<super::ClientInformation>
        for ClientInformationBuilder {
            fn from(value: super::ClientInformation) -> Self {
                Self {
                    client_id: Ok(value.client_id),
                    client_id_issued_at: Ok(value.client_id_issued_at),
                    client_name: Ok(value.client_name),
                    grant_types: Ok(value.grant_types),
                    undocumented: value.undocumented,
                }
            }
        }
        ///Builds a [`ClientReadOnlyInformation`](super::ClientReadOnlyInformation): `try_from` or `try_into` gives it, or says what is wrong.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct ClientReadOnlyInformationBuilder {
            client_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            client_id_issued_at: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ClientReadOnlyInformationBuilder {
            fn default() -> Self {
                Self {
                    client_id: Ok(Default::default()),
                    client_id_issued_at: Ok(Default::default()),
                }
            }
        }
        impl ClientReadOnlyInformationBuilder {
            ///Sets [`client_id`](super::ClientReadOnlyInformation::client_id).
            pub fn client_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_id: {e}")
                    });
                self
            }
            ///Sets [`client_id_issued_at`](super::ClientReadOnlyInformation::client_id_issued_at).
            pub fn client_id_issued_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_id_issued_at = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for client_id_issued_at: {e}"
                        )
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ClientReadOnlyInformationBuilder>
        for super::ClientReadOnlyInformation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ClientReadOnlyInformationBuilder,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    client_id: value.client_id?,
                    client_id_issued_at: value.client_id_issued_at?,
                })
            }
        }
        impl ::std::convert::From<super::ClientReadOnlyInformation>
        for ClientReadOnlyInformationBuilder {
            fn from(value: super::ClientReadOnlyInformation) -> Self {
                Self {
                    client_id: Ok(value.client_id),
                    client_id_issued_at: Ok(value.client_id_issued_at),
                }
            }
        }
        ///Builds a [`ClientRegistration`](super::ClientRegistration): `try_from` or `try_into` gives it, or says what is wrong.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct ClientRegistrationBuilder {
            client_id: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            client_id_issued_at: ::std::result::Result<
                ::std::option::Option<i64>,
                ::std::string::String,
            >,
            client_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            client_secret: ::std::result::Result<
                ::std::option::Option<crate::Secret>,
                ::std::string::String,
            >,
            grant_types: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
            undocumented: crate::Undocumented,
        }
        impl ::std::default::Default for ClientRegistrationBuilder {
            fn default() -> Self {
                Self {
                    client_id: Ok(Default::default()),
                    client_id_issued_at: Ok(Default::default()),
                    client_name: Ok(Default::default()),
                    client_secret: Ok(Default::default()),
                    grant_types: Ok(Default::default()),
                    undocumented: ::std::default::Default::default(),
                }
            }
        }
        impl ClientRegistrationBuilder {
            ///Sets [`client_id`](super::ClientRegistration::client_id).
            pub fn client_id<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_id = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_id: {e}")
                    });
                self
            }
            ///Sets [`client_id_issued_at`](super::ClientRegistration::client_id_issued_at).
            pub fn client_id_issued_at<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<i64>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_id_issued_at = value
                    .try_into()
                    .map_err(|e| {
                        format!(
                            "error converting supplied value for client_id_issued_at: {e}"
                        )
                    });
                self
            }
            ///Sets [`client_name`](super::ClientRegistration::client_name).
            pub fn client_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_name: {e}")
                    });
                self
            }
            ///Sets [`client_secret`](super::ClientRegistration::client_secret).
            pub fn client_secret<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<crate::Secret>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_secret = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_secret: {e}")
                    });
                self
            }
            ///Sets [`grant_types`](super::ClientRegistration::grant_types).
            pub fn grant_types<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.grant_types = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for grant_types: {e}")
                    });
                self
            }
            /// Sets the members that the document doesn't name.
            pub fn undocumented(mut self, value: crate::Undocumented) -> Self {
                self.undocumented = value;
                self
            }
        }
        impl ::std::convert::TryFrom<ClientRegistrationBuilder>
        for super::ClientRegistration {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ClientRegistrationBuilder,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    client_id: value.client_id?,
                    client_id_issued_at: value.client_id_issued_at?,
                    client_name: value.client_name?,
                    client_secret: value.client_secret?,
                    grant_types: value.grant_types?,
                    undocumented: value.undocumented,
                })
            }
        }
        impl ::std::convert::From<super::ClientRegistration>
        for ClientRegistrationBuilder {
            fn from(value: super::ClientRegistration) -> Self {
                Self {
                    client_id: Ok(value.client_id),
                    client_id_issued_at: Ok(value.client_id_issued_at),
                    client_name: Ok(value.client_name),
                    client_secret: Ok(value.client_secret),
                    grant_types: Ok(value.grant_types),
                    undocumented: value.undocumented,
                }
            }
        }
        ///Builds a [`ClientWriteableInformation`](super::ClientWriteableInformation): `try_from` or `try_into` gives it, or says what is wrong.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct ClientWriteableInformationBuilder {
            client_name: ::std::result::Result<
                ::std::option::Option<::std::string::String>,
                ::std::string::String,
            >,
            grant_types: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
        }
        impl ::std::default::Default for ClientWriteableInformationBuilder {
            fn default() -> Self {
                Self {
                    client_name: Ok(Default::default()),
                    grant_types: Ok(Default::default()),
                }
            }
        }
        impl ClientWriteableInformationBuilder {
            ///Sets [`client_name`](super::ClientWriteableInformation::client_name).
            pub fn client_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::option::Option<::std::string::String>>,
                T::Error: ::std::fmt::Display,
            {
                self.client_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_name: {e}")
                    });
                self
            }
            ///Sets [`grant_types`](super::ClientWriteableInformation::grant_types).
            pub fn grant_types<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.grant_types = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for grant_types: {e}")
                    });
                self
            }
        }
        impl ::std::convert::TryFrom<ClientWriteableInformationBuilder>
        for super::ClientWriteableInformation {
            type Error = super::error::ConversionError;
            fn try_from(
                value: ClientWriteableInformationBuilder,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    client_name: value.client_name?,
                    grant_types: value.grant_types?,
                })
            }
        }
        impl ::std::convert::From<super::ClientWriteableInformation>
        for ClientWriteableInformationBuilder {
            fn from(value: super::ClientWriteableInformation) -> Self {
                Self {
                    client_name: Ok(value.client_name),
                    grant_types: Ok(value.grant_types),
                }
            }
        }
        ///Builds a [`UpdateClient`](super::UpdateClient): `try_from` or `try_into` gives it, or says what is wrong.
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct UpdateClientBuilder {
            client_name: ::std::result::Result<
                ::std::string::String,
                ::std::string::String,
            >,
            grant_types: ::std::result::Result<
                ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                ::std::string::String,
            >,
            undocumented: crate::Undocumented,
        }
        impl ::std::default::Default for UpdateClientBuilder {
            fn default() -> Self {
                Self {
                    client_name: Err("no value supplied for client_name".to_string()),
                    grant_types: Ok(Default::default()),
                    undocumented: ::std::default::Default::default(),
                }
            }
        }
        impl UpdateClientBuilder {
            ///Sets [`client_name`](super::UpdateClient::client_name).
            pub fn client_name<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<::std::string::String>,
                T::Error: ::std::fmt::Display,
            {
                self.client_name = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for client_name: {e}")
                    });
                self
            }
            ///Sets [`grant_types`](super::UpdateClient::grant_types).
            pub fn grant_types<T>(mut self, value: T) -> Self
            where
                T: ::std::convert::TryInto<
                    ::std::option::Option<::std::vec::Vec<::std::string::String>>,
                >,
                T::Error: ::std::fmt::Display,
            {
                self.grant_types = value
                    .try_into()
                    .map_err(|e| {
                        format!("error converting supplied value for grant_types: {e}")
                    });
                self
            }
            /// Sets the members that the document doesn't name.
            pub fn undocumented(mut self, value: crate::Undocumented) -> Self {
                self.undocumented = value;
                self
            }
        }
        impl ::std::convert::TryFrom<UpdateClientBuilder> for super::UpdateClient {
            type Error = super::error::ConversionError;
            fn try_from(
                value: UpdateClientBuilder,
            ) -> ::std::result::Result<Self, super::error::ConversionError> {
                Ok(Self {
                    client_name: value.client_name?,
                    grant_types: value.grant_types?,
                    undocumented: value.undocumented,
                })
            }
        }
        impl ::std::convert::From<super::UpdateClient> for UpdateClientBuilder {
            fn from(value: super::UpdateClient) -> Self {
                Self {
                    client_name: Ok(value.client_name),
                    grant_types: Ok(value.grant_types),
                    undocumented: value.undocumented,
                }
            }
        }
    }
    #[cfg_attr(not(doctest), doc = "Error types.")]
    pub mod error {
        #[cfg_attr(
            not(doctest),
            doc = "Error from a `TryFrom` or `FromStr` implementation."
        )]
        #[non_exhaustive]
        pub struct ConversionError(::std::borrow::Cow<'static, str>);
        impl ::std::error::Error for ConversionError {}
        impl ::std::fmt::Display for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl ::std::fmt::Debug for ConversionError {
            fn fmt(
                &self,
                f: &mut ::std::fmt::Formatter<'_>,
            ) -> Result<(), ::std::fmt::Error> {
                ::std::fmt::Debug::fmt(&self.0, f)
            }
        }
        impl From<&'static str> for ConversionError {
            fn from(value: &'static str) -> Self {
                Self(value.into())
            }
        }
        impl From<String> for ConversionError {
            fn from(value: String) -> Self {
                Self(value.into())
            }
        }
    }
}
#[cfg_attr(
    not(doctest),
    doc = "Client for Collibra OAuth 2.0 Client Management API\n\nVersion: 1.2.0"
)]
#[derive(Clone)]
#[non_exhaustive]
pub struct Client {
    pub(crate) client: reqwest::Client,
    pub(crate) inner: crate::runtime::Runtime,
}
/// The calls, one per operation: what a method of the client makes, and awaiting sends.
#[allow(clippy::all)]
pub mod calls {
    #[allow(unused_imports)]
    use super::{encode_path, types, Error, Response};
    /**A call of [`get_client`](super::Client::get_client), sent when it is awaited.

`GET /clients/{client_id}`*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the call is awaited or `send` is"]
    #[non_exhaustive]
    pub struct GetClientCall<'a> {
        client: &'a super::Client,
        client_id: Result<::std::string::String, String>,
        options: crate::call_options::CallOptions,
    }
    impl<'a> GetClientCall<'a> {
        pub(super) fn new(
            client: &'a super::Client,
            client_id: impl ::std::convert::TryInto<::std::string::String>,
        ) -> Self {
            let options = ::std::default::Default::default();
            Self {
                client,
                client_id: client_id
                    .try_into()
                    .map_err(|_| {
                        "conversion to `String` for client_id failed".to_string()
                    }),
                options,
            }
        }
        /// Sets the time limit of each attempt of this call, in place of the client's
        /// [`timeout`](crate::ClientBuilder::timeout).
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.options.timeout = ::std::option::Option::Some(timeout);
            self
        }
        /// Adds a header, such as `traceparent`, or replaces one that the client would send. A name or value
        /// that HTTP doesn't allow makes the call fail, and so do `Authorization`, `Host` and the headers that
        /// say how the body is framed.
        pub fn header(
            mut self,
            name: impl ::std::convert::TryInto<crate::http::HeaderName>,
            value: impl ::std::convert::TryInto<crate::http::HeaderValue>,
        ) -> Self {
            self.options.header(name.try_into().ok(), value.try_into().ok());
            self
        }
        /**Sends `GET /clients/{client_id}`. Awaiting the call does the same.

Retried after transient failures, as [`RetryPolicy`](crate::RetryPolicy) says.

# Errors
An argument can't be sent, there was no response, or the response isn't what the API's documentation promises. [`Error::outcome`](crate::Error::outcome) says whether the call may have taken effect.
*/
        pub async fn send(
            self,
        ) -> ::std::result::Result<Response<types::ClientInformation>, Error> {
            let operation = &super::operations::GET_CLIENT;
            let invalid = |message: String| Error::invalid_request(operation, message);
            let path_values: [::std::string::String; 1] = [
                self.client_id.map_err(invalid)?,
            ];
            let url = self
                .client
                .inner
                .url(format_args!("/clients/{}", encode_path(& path_values[0])));
            let request = self
                .client
                .client
                .request(operation.method.clone(), url)
                .build();
            self.client.inner.json(operation, request, &path_values, self.options).await
        }
    }
    impl<'a> ::std::future::IntoFuture for GetClientCall<'a> {
        type Output = ::std::result::Result<Response<types::ClientInformation>, Error>;
        type IntoFuture = ::std::pin::Pin<
            ::std::boxed::Box<
                dyn ::std::future::Future<
                    Output = Self::Output,
                > + ::std::marker::Send + 'a,
            >,
        >;
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(self.send())
        }
    }
    /**A call of [`update_client`](super::Client::update_client), sent when it is awaited.

`PUT /clients/{client_id}`*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the call is awaited or `send` is"]
    #[non_exhaustive]
    pub struct UpdateClientCall<'a> {
        client: &'a super::Client,
        client_id: Result<::std::string::String, String>,
        body: Result<types::UpdateClient, String>,
        options: crate::call_options::CallOptions,
    }
    impl<'a> UpdateClientCall<'a> {
        pub(super) fn new(
            client: &'a super::Client,
            client_id: impl ::std::convert::TryInto<::std::string::String>,
            body: impl ::std::convert::TryInto<
                types::UpdateClient,
                Error: ::std::fmt::Display,
            >,
        ) -> Self {
            let options = ::std::default::Default::default();
            Self {
                client,
                client_id: client_id
                    .try_into()
                    .map_err(|_| {
                        "conversion to `String` for client_id failed".to_string()
                    }),
                body: body
                    .try_into()
                    .map_err(|s| {
                        format!("conversion to `UpdateClient` for body failed: {}", s)
                    }),
                options,
            }
        }
        /// Sets the time limit of each attempt of this call, in place of the client's
        /// [`timeout`](crate::ClientBuilder::timeout).
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.options.timeout = ::std::option::Option::Some(timeout);
            self
        }
        /// Adds a header, such as `traceparent`, or replaces one that the client would send. A name or value
        /// that HTTP doesn't allow makes the call fail, and so do `Authorization`, `Host` and the headers that
        /// say how the body is framed.
        pub fn header(
            mut self,
            name: impl ::std::convert::TryInto<crate::http::HeaderName>,
            value: impl ::std::convert::TryInto<crate::http::HeaderValue>,
        ) -> Self {
            self.options.header(name.try_into().ok(), value.try_into().ok());
            self
        }
        /**Sends `PUT /clients/{client_id}`. Awaiting the call does the same.

A PUT replaces everything: what the body leaves out is gone. Start from what was read.

The response may hold a new secret that can't be read again: save it first. If it has none, [`Response`](crate::Response) says what to do. Dropping the future before it is ready loses the secret; a task that [`Client::spawn`](crate::Client::spawn) starts goes on.

Retried only if no connection was made, as [`RetryPolicy`](crate::RetryPolicy) says.

# Errors
An argument can't be sent, there was no response, or the response isn't what the API's documentation promises. [`Error::outcome`](crate::Error::outcome) says whether the call may have taken effect.
*/
        pub async fn send(
            self,
        ) -> ::std::result::Result<Response<types::ClientRegistration>, Error> {
            let operation = &super::operations::UPDATE_CLIENT;
            let invalid = |message: String| Error::invalid_request(operation, message);
            let path_values: [::std::string::String; 1] = [
                self.client_id.map_err(invalid)?,
            ];
            let url = self
                .client
                .inner
                .url(format_args!("/clients/{}", encode_path(& path_values[0])));
            let request = self
                .client
                .client
                .request(operation.method.clone(), url)
                .json(&self.body.map_err(invalid)?)
                .build();
            self.client.inner.json(operation, request, &path_values, self.options).await
        }
    }
    impl<'a> ::std::future::IntoFuture for UpdateClientCall<'a> {
        type Output = ::std::result::Result<Response<types::ClientRegistration>, Error>;
        type IntoFuture = ::std::pin::Pin<
            ::std::boxed::Box<
                dyn ::std::future::Future<
                    Output = Self::Output,
                > + ::std::marker::Send + 'a,
            >,
        >;
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(self.send())
        }
    }
    /**A call of [`delete_client`](super::Client::delete_client), sent when it is awaited.

`DELETE /clients/{client_id}`*/
    #[derive(Debug, Clone)]
    #[must_use = "nothing is sent until the call is awaited or `send` is"]
    #[non_exhaustive]
    pub struct DeleteClientCall<'a> {
        client: &'a super::Client,
        client_id: Result<::std::string::String, String>,
        options: crate::call_options::CallOptions,
    }
    impl<'a> DeleteClientCall<'a> {
        pub(super) fn new(
            client: &'a super::Client,
            client_id: impl ::std::convert::TryInto<::std::string::String>,
        ) -> Self {
            let options = ::std::default::Default::default();
            Self {
                client,
                client_id: client_id
                    .try_into()
                    .map_err(|_| {
                        "conversion to `String` for client_id failed".to_string()
                    }),
                options,
            }
        }
        /// Sets the time limit of each attempt of this call, in place of the client's
        /// [`timeout`](crate::ClientBuilder::timeout).
        pub fn timeout(mut self, timeout: ::std::time::Duration) -> Self {
            self.options.timeout = ::std::option::Option::Some(timeout);
            self
        }
        /// Adds a header, such as `traceparent`, or replaces one that the client would send. A name or value
        /// that HTTP doesn't allow makes the call fail, and so do `Authorization`, `Host` and the headers that
        /// say how the body is framed.
        pub fn header(
            mut self,
            name: impl ::std::convert::TryInto<crate::http::HeaderName>,
            value: impl ::std::convert::TryInto<crate::http::HeaderValue>,
        ) -> Self {
            self.options.header(name.try_into().ok(), value.try_into().ok());
            self
        }
        /**Sends `DELETE /clients/{client_id}`. Awaiting the call does the same.

Retried only if no connection was made, as [`RetryPolicy`](crate::RetryPolicy) says.

# Errors
An argument can't be sent, there was no response, or the response isn't what the API's documentation promises. [`Error::outcome`](crate::Error::outcome) says whether the call may have taken effect.
*/
        pub async fn send(self) -> ::std::result::Result<Response<()>, Error> {
            let operation = &super::operations::DELETE_CLIENT;
            let invalid = |message: String| Error::invalid_request(operation, message);
            let path_values: [::std::string::String; 1] = [
                self.client_id.map_err(invalid)?,
            ];
            let url = self
                .client
                .inner
                .url(format_args!("/clients/{}", encode_path(& path_values[0])));
            let request = self
                .client
                .client
                .request(operation.method.clone(), url)
                .build();
            self.client.inner.empty(operation, request, &path_values, self.options).await
        }
    }
    impl<'a> ::std::future::IntoFuture for DeleteClientCall<'a> {
        type Output = ::std::result::Result<Response<()>, Error>;
        type IntoFuture = ::std::pin::Pin<
            ::std::boxed::Box<
                dyn ::std::future::Future<
                    Output = Self::Output,
                > + ::std::marker::Send + 'a,
            >,
        >;
        fn into_future(self) -> Self::IntoFuture {
            ::std::boxed::Box::pin(self.send())
        }
    }
}
impl Client {
    #[cfg_attr(
        not(doctest),
        doc = "Read client registration\n\nRead the current client registration data stored by Collibra.\n\nSends `GET /clients/{client_id}`.\n\n# Arguments\n- `client_id`: Client identifier generated by Collibra when the client was registered."
    )]
    ///
    /**Retried after transient failures, as [`RetryPolicy`](crate::RetryPolicy) says.

# Errors
An argument can't be sent, there was no response, or the response isn't what the API's documentation promises. [`Error::outcome`](crate::Error::outcome) says whether the call may have taken effect.
*/
    /**# Example
```no_run
# async fn example(client: &collibra_client_management::Client) -> Result<(), collibra_client_management::Error> {
let response = client.get_client("client_id").await?;
println!("{response:?}");
# Ok(())
# }
```*/
    pub fn get_client(
        &self,
        client_id: impl ::std::convert::TryInto<::std::string::String>,
    ) -> calls::GetClientCall<'_> {
        calls::GetClientCall::new(self, client_id)
    }
    #[cfg_attr(
        not(doctest),
        doc = "Update client registration\n\nUpdates a registered client.\n\nSends `PUT /clients/{client_id}`.\n\n# Arguments\n- `client_id`: Client identifier generated by Collibra when the client was registered.\n- `body`"
    )]
    ///
    /**A PUT replaces everything: what the body leaves out is gone. Start from what was read.

The response may hold a new secret that can't be read again: save it first. If it has none, [`Response`](crate::Response) says what to do. Dropping the future before it is ready loses the secret; a task that [`Client::spawn`](crate::Client::spawn) starts goes on.

Retried only if no connection was made, as [`RetryPolicy`](crate::RetryPolicy) says.

# Errors
An argument can't be sent, there was no response, or the response isn't what the API's documentation promises. [`Error::outcome`](crate::Error::outcome) says whether the call may have taken effect.
*/
    /**# Example
```no_run
# async fn example(client: &collibra_client_management::Client, body: collibra_client_management::types::UpdateClient) -> Result<(), collibra_client_management::Error> {
let response = client.update_client("client_id", body).await?;
println!("{response:?}");
# Ok(())
# }
```*/
    pub fn update_client(
        &self,
        client_id: impl ::std::convert::TryInto<::std::string::String>,
        body: impl ::std::convert::TryInto<
            types::UpdateClient,
            Error: ::std::fmt::Display,
        >,
    ) -> calls::UpdateClientCall<'_> {
        calls::UpdateClientCall::new(self, client_id, body)
    }
    #[cfg_attr(
        not(doctest),
        doc = "Delete client registration\n\nDeletes a registered client.\n\nA successful delete action will invalidate the `client_id` and\n`client_secret` for this client, meaning the client will no longer be able\nto authenticate with those credentials.\n\nSends `DELETE /clients/{client_id}`.\n\n# Arguments\n- `client_id`: Client identifier generated by Collibra when the client was registered."
    )]
    ///
    /**Retried only if no connection was made, as [`RetryPolicy`](crate::RetryPolicy) says.

# Errors
An argument can't be sent, there was no response, or the response isn't what the API's documentation promises. [`Error::outcome`](crate::Error::outcome) says whether the call may have taken effect.
*/
    /**# Example
```no_run
# async fn example(client: &collibra_client_management::Client) -> Result<(), collibra_client_management::Error> {
let response = client.delete_client("client_id").await?;
println!("{response:?}");
# Ok(())
# }
```*/
    pub fn delete_client(
        &self,
        client_id: impl ::std::convert::TryInto<::std::string::String>,
    ) -> calls::DeleteClientCall<'_> {
        calls::DeleteClientCall::new(self, client_id)
    }
}
/// The base paths that the document lists. The caller chooses which of them a client uses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Server {
    #[default]
    ///`/rest/auth/v1`
    RestAuthV1,
    ///`/rest/auth/v1/platform`
    RestAuthV1Platform,
}
impl Server {
    /// Every server, in the document's order.
    pub const ALL: &'static [Self] = &[Self::RestAuthV1, Self::RestAuthV1Platform];
    /// The base path, such as `/rest/auth/v1`; without a slash at its end.
    #[must_use]
    pub const fn base_path(self) -> &'static str {
        match self {
            Self::RestAuthV1 => "/rest/auth/v1",
            Self::RestAuthV1Platform => "/rest/auth/v1/platform",
        }
    }
}
impl ::std::fmt::Display for Server {
    fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
        f.write_str(self.base_path())
    }
}
/// `info.version` of the document that this client was generated from.
pub const API_VERSION: &str = "1.2.0";
/// The documented operations, one entry per operation.
pub mod operations {
    #[allow(unused_imports)]
    use crate::operation::{MemberSpec, Operation, ResponseSpec, StatusSpec};
    ///`GET /clients/{client_id}`
    pub static GET_CLIENT: Operation = Operation {
        id: "getClient",
        method: ::reqwest::Method::GET,
        path: "/clients/{client_id}",
        accepts_json: true,
        responses: &[
            ResponseSpec {
                status: StatusSpec::Code(200u16),
                has_body: true,
                members: &[
                    MemberSpec {
                        name: "client_id",
                        is_secret: false,
                    },
                    MemberSpec {
                        name: "client_id_issued_at",
                        is_secret: false,
                    },
                    MemberSpec {
                        name: "client_name",
                        is_secret: false,
                    },
                    MemberSpec {
                        name: "grant_types",
                        is_secret: false,
                    },
                ],
            },
            ResponseSpec {
                status: StatusSpec::Code(401u16),
                has_body: false,
                members: &[],
            },
            ResponseSpec {
                status: StatusSpec::Code(403u16),
                has_body: false,
                members: &[],
            },
        ],
    };
    ///`PUT /clients/{client_id}`
    pub static UPDATE_CLIENT: Operation = Operation {
        id: "updateClient",
        method: ::reqwest::Method::PUT,
        path: "/clients/{client_id}",
        accepts_json: true,
        responses: &[
            ResponseSpec {
                status: StatusSpec::Code(200u16),
                has_body: true,
                members: &[
                    MemberSpec {
                        name: "client_id",
                        is_secret: false,
                    },
                    MemberSpec {
                        name: "client_id_issued_at",
                        is_secret: false,
                    },
                    MemberSpec {
                        name: "client_name",
                        is_secret: false,
                    },
                    MemberSpec {
                        name: "client_secret",
                        is_secret: true,
                    },
                    MemberSpec {
                        name: "grant_types",
                        is_secret: false,
                    },
                ],
            },
            ResponseSpec {
                status: StatusSpec::Code(401u16),
                has_body: false,
                members: &[],
            },
            ResponseSpec {
                status: StatusSpec::Code(403u16),
                has_body: false,
                members: &[],
            },
        ],
    };
    ///`DELETE /clients/{client_id}`
    pub static DELETE_CLIENT: Operation = Operation {
        id: "deleteClient",
        method: ::reqwest::Method::DELETE,
        path: "/clients/{client_id}",
        accepts_json: false,
        responses: &[
            ResponseSpec {
                status: StatusSpec::Code(204u16),
                has_body: false,
                members: &[],
            },
            ResponseSpec {
                status: StatusSpec::Code(401u16),
                has_body: false,
                members: &[],
            },
            ResponseSpec {
                status: StatusSpec::Code(403u16),
                has_body: false,
                members: &[],
            },
        ],
    };
    /// All of them, in the order of the document.
    pub static ALL: &[&Operation] = &[&GET_CLIENT, &UPDATE_CLIENT, &DELETE_CLIENT];
}
///Read, change, write: everything that `ClientInformation` says and `UpdateClient` can say. PUT replaces, so an update that starts from here doesn't drop what it doesn't mention, members that the document doesn't name included.
impl ::std::convert::TryFrom<types::ClientInformation> for types::UpdateClient {
    type Error = types::error::ConversionError;
    fn try_from(
        value: types::ClientInformation,
    ) -> ::std::result::Result<Self, Self::Error> {
        ::std::result::Result::Ok(Self {
            client_name: value
                .client_name
                .ok_or(
                    "`client_name` is required here, and what was read doesn't have it",
                )?,
            grant_types: value.grant_types,
            undocumented: value.undocumented.into_update(),
        })
    }
}
impl types::ClientInformation {
    /// What was read as the body of an update: change what should change, and send it.
    ///
    /// # Errors
    /// What an update requires wasn't in what was read.
    pub fn to_update(
        &self,
    ) -> ::std::result::Result<types::UpdateClient, types::error::ConversionError> {
        ::std::convert::TryFrom::try_from(::std::clone::Clone::clone(self))
    }
}
///Read, change, write: everything that `ClientRegistration` says and `UpdateClient` can say. PUT replaces, so an update that starts from here doesn't drop what it doesn't mention, members that the document doesn't name included.
impl ::std::convert::TryFrom<types::ClientRegistration> for types::UpdateClient {
    type Error = types::error::ConversionError;
    fn try_from(
        value: types::ClientRegistration,
    ) -> ::std::result::Result<Self, Self::Error> {
        ::std::result::Result::Ok(Self {
            client_name: value
                .client_name
                .ok_or(
                    "`client_name` is required here, and what was read doesn't have it",
                )?,
            grant_types: value.grant_types,
            undocumented: value.undocumented.into_update(),
        })
    }
}
impl types::ClientRegistration {
    /// What was read as the body of an update: change what should change, and send it.
    ///
    /// # Errors
    /// What an update requires wasn't in what was read.
    pub fn to_update(
        &self,
    ) -> ::std::result::Result<types::UpdateClient, types::error::ConversionError> {
        ::std::convert::TryFrom::try_from(::std::clone::Clone::clone(self))
    }
}
impl types::ClientInformation {
    /// When the client identifier was issued (RFC 7591, section 3.2.1). `None` if the response doesn't say,
    /// or if the platform can't express a time so far from now.
    #[must_use]
    pub fn issued_at(&self) -> ::std::option::Option<::std::time::SystemTime> {
        let seconds = self.client_id_issued_at?;
        let distance = ::std::time::Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 {
            ::std::time::SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            ::std::time::SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}
impl types::ClientReadOnlyInformation {
    /// When the client identifier was issued (RFC 7591, section 3.2.1). `None` if the response doesn't say,
    /// or if the platform can't express a time so far from now.
    #[must_use]
    pub fn issued_at(&self) -> ::std::option::Option<::std::time::SystemTime> {
        let seconds = self.client_id_issued_at?;
        let distance = ::std::time::Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 {
            ::std::time::SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            ::std::time::SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}
impl types::ClientRegistration {
    /// When the client identifier was issued (RFC 7591, section 3.2.1). `None` if the response doesn't say,
    /// or if the platform can't express a time so far from now.
    #[must_use]
    pub fn issued_at(&self) -> ::std::option::Option<::std::time::SystemTime> {
        let seconds = self.client_id_issued_at?;
        let distance = ::std::time::Duration::from_secs(seconds.unsigned_abs());
        if seconds < 0 {
            ::std::time::SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            ::std::time::SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}
