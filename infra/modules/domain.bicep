metadata description = 'A domain of your own for the app. Its CNAME and TXT records must be there before; see docs/deploy.md.'

@description('The function app.')
param appName string

@description('The domain, as in api.example.com.')
param domain string

@description('The thumbprint of a certificate that was uploaded to the app; empty until there is one.')
param certificateThumbprint string

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  name: appName
}

resource binding 'Microsoft.Web/sites/hostNameBindings@2024-11-01' = {
  parent: app
  name: domain
  properties: {
    siteName: appName
    hostNameType: 'Verified'
    sslState: empty(certificateThumbprint) ? 'Disabled' : 'SniEnabled'
    thumbprint: empty(certificateThumbprint) ? null : certificateThumbprint
  }
}
