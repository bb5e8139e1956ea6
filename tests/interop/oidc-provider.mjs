// oidc-provider with client management (RFC 7592), under the path of the API. It registers two clients, prints what
// calls them as lines of a shell, and serves until it is stopped.

import { createServer } from 'node:http';
import Provider from 'oidc-provider';

const server = createServer();
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const url = `http://127.0.0.1:${server.address().port}`;
const registration = '/rest/auth/v1/clients';

const provider = new Provider(url, {
  features: {
    registration: { enabled: true },
    registrationManagement: { enabled: true },
    devInteractions: { enabled: false },
  },
  routes: { registration },
});
server.on('request', provider.callback());

console.log(`url=${url}`);
for (const use of ['example', 'probe']) {
  const response = await fetch(`${url}${registration}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      client_name: use,
      grant_types: ['authorization_code'],
      redirect_uris: ['https://client.example/callback'],
    }),
  });
  const client = await response.json();
  console.log(`${use}_id=${client.client_id}`);
  console.log(`${use}_token=${client.registration_access_token}`);
}
console.log('ready=1');
