metadata description = 'The custom domain of the app. Its CNAME and TXT records must exist before the deployment: see docs/deploy.md.'

@description('The name of the function app.')
param appName string

@description('The custom domain, such as api.example.com.')
param domain string

@description('The thumbprint of the certificate for the custom domain. It is empty until the certificate is uploaded to the app.')
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
