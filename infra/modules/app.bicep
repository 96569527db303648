metadata description = 'The function app on Flex Consumption: instances come with calls and go without them.'

@description('The region.')
param location string

@description('The app\'s name, which is part of its address.')
param name string

@description('What the plan\'s name ends with.')
param token string

@description('Tags of every resource.')
param tags { *: string }

@description('The app\'s identity: its resource and its client id.')
param identity { id: string, clientId: string }

@description('The container of blobs that the deployed package is put into.')
param packageContainer string

@description('App settings.')
@secure()
param settings { *: string }

@description('Megabytes of memory of an instance, 512, 2048 or 4096; its processors go with them.')
param instanceMemory int

@description('How many instances there can be: the upper bound of the bill.')
@minValue(1)
@maxValue(1000)
param maximumInstances int

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: name
  location: location
  tags: union(tags, { 'azd-service-name': 'api' })
  kind: 'functionapp,linux'
  identity: { type: 'UserAssigned', userAssignedIdentities: { '${identity.id}': {} } }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      runtime: { name: 'dotnet-isolated', version: '10.0' }
      scaleAndConcurrency: { instanceMemoryMB: instanceMemory, maximumInstanceCount: maximumInstances }
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainer
          authentication: { type: 'UserAssignedIdentity', userAssignedIdentityResourceId: identity.id }
        }
      }
    }
    siteConfig: { minTlsVersion: '1.2', scmMinTlsVersion: '1.2', ftpsState: 'Disabled', http20Enabled: true }
  }

  resource appSettings 'config' = {
    name: 'appsettings'
    properties: settings
  }

  // Deployments sign in with Entra; user names and passwords for publishing are off.
  resource ftpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('Where the app answers.')
output address string = 'https://${app.properties.defaultHostName}/'
