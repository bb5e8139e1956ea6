"""authlib's client configuration endpoint (RFC 7592) on Flask, under the path of the API.

It holds two clients, prints what calls them as lines of a shell, and serves until it is stopped.
"""

import logging
import secrets
import time

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin
from authlib.oauth2.rfc7592 import ClientConfigurationEndpoint
from flask import Flask, request
from werkzeug.serving import make_server


class Client(ClientMixin):
    def __init__(self, name):
        self.token = secrets.token_urlsafe(24)
        self.client_info = {
            "client_id": secrets.token_urlsafe(12),
            "client_secret": secrets.token_urlsafe(24),
            "client_id_issued_at": int(time.time()),
            "client_secret_expires_at": 0,
        }
        self.client_metadata = {
            "client_name": name,
            "grant_types": ["authorization_code"],
            "redirect_uris": ["https://client.example/callback"],
        }

    def get_client_id(self):
        return self.client_info["client_id"]

    def check_client_secret(self, client_secret):
        return secrets.compare_digest(self.client_info["client_secret"], client_secret)


class Token:
    def __init__(self, client):
        self.client = client

    def check_client(self, client):
        return self.client is client


CLIENTS = {}


class Configuration(ClientConfigurationEndpoint):
    def authenticate_token(self, request):
        presented = request.headers.get("Authorization", "").removeprefix("Bearer ")
        owner = [client for client in CLIENTS.values() if client.token == presented]
        return Token(owner[0]) if owner else None

    def authenticate_client(self, request):
        return CLIENTS.get(request.uri.rsplit("/", 1)[-1])

    def revoke_access_token(self, request, token):
        token.client.token = None

    def check_permission(self, client, request):
        return True

    def delete_client(self, client, request):
        del CLIENTS[client.get_client_id()]

    def update_client(self, client, client_metadata, request):
        client.client_info["client_secret"] = secrets.token_urlsafe(24)
        client.client_metadata = {name: value for name, value in client_metadata.items() if value is not None}
        return client

    def generate_client_registration_info(self, client, request):
        return {"registration_client_uri": request.uri, "registration_access_token": client.token}

    def get_server_metadata(self):
        return {}


app = Flask(__name__)
logging.getLogger("werkzeug").disabled = True
authorization = AuthorizationServer(app, query_client=lambda _: None, save_token=lambda *_: None)
authorization.register_endpoint(Configuration)


@app.route("/rest/auth/v1/clients/<client_id>", methods=["GET", "PUT", "DELETE"])
def configure(client_id):
    return authorization.create_endpoint_response(Configuration.ENDPOINT_NAME)


server = make_server("127.0.0.1", 0, app, threaded=True)
print(f"url=http://127.0.0.1:{server.server_port}")
for use in ["example", "probe"]:
    client = Client(use)
    CLIENTS[client.get_client_id()] = client
    print(f"{use}_id={client.get_client_id()}")
    print(f"{use}_token={client.token}")
print("ready=1", flush=True)
server.serve_forever()
