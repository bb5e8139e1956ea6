//! Certificates, made anew in each run, and TLS with them.

use std::sync::Arc;

use collibra_client_management::http::Certificate;
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{RootCertStore, ServerConfig, pki_types::PrivatePkcs8KeyDer, server::WebPkiClientVerifier},
};

/// An authority of the test's own.
pub(crate) struct Authority(CertifiedIssuer<'static, KeyPair>);

impl Authority {
    pub(crate) fn new() -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "The authority of a test");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        Self(CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap())
    }

    pub(crate) fn certificate(&self) -> Certificate {
        Certificate::from_pem(self.0.pem().as_bytes()).unwrap()
    }

    /// A client's certificate and its key, as PEM.
    pub(crate) fn client_certificate(&self) -> (String, String) {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, "A client of a test");
        params.extended_key_usages.push(ExtendedKeyUsagePurpose::ClientAuth);
        (params.signed_by(&key, &self.0).unwrap().pem(), key.serialize_pem())
    }

    /// TLS of a server with a certificate for `name`, valid until that year.
    pub(crate) fn acceptor(&self, name: &str, until: i32, protocols: &[&str]) -> TlsAcceptor {
        self.accept(name, until, protocols, None)
    }

    /// TLS of a server that wants its clients' certificates, from `clients`.
    pub(crate) fn mutual_acceptor(&self, clients: &Self) -> TlsAcceptor {
        let mut roots = RootCertStore::empty();
        roots.add(clients.0.der().clone()).unwrap();
        self.accept("127.0.0.1", 2100, &[], Some(roots))
    }

    fn accept(
        &self,
        name: &str,
        until: i32,
        protocols: &[&str],
        clients: Option<RootCertStore>,
    ) -> TlsAcceptor {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.subject_alt_names = vec![match name.parse() {
            Ok(address) => SanType::IpAddress(address),
            Err(_) => SanType::DnsName(name.try_into().unwrap()),
        }];
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let certificate = params.signed_by(&key, &self.0).unwrap().der().clone();
        let key = PrivatePkcs8KeyDer::from(key.serialize_der()).into();
        let config = ServerConfig::builder();
        let config = match clients {
            None => config.with_no_client_auth(),
            Some(roots) => {
                config.with_client_cert_verifier(WebPkiClientVerifier::builder(roots.into()).build().unwrap())
            }
        };
        let mut config = config.with_single_cert(vec![certificate], key).unwrap();
        config.alpn_protocols = protocols.iter().map(|name| name.as_bytes().to_vec()).collect();
        TlsAcceptor::from(Arc::new(config))
    }
}
