metadata description = 'The function app on Flex Consumption, which scales with the number of calls, down to no instance.'

@description('The region of the resources.')
param location string

@description('The name of the function app, which is part of its host name.')
param name string

@description('The suffix of the name of the plan.')
param token string

@description('The tags of the resources.')
param tags { *: string }

@description('The identity of the app: its resource id and its client id.')
param identity { id: string, clientId: string }

@description('The URL of the blob container for the deployed package.')
param packageContainer string

@description('The app settings.')
@secure()
param settings { *: string }

@description('The memory of an instance in megabytes: 512, 2048 or 4096. The processors of an instance are proportional to its memory.')
param instanceMemory int

@description('The maximum number of instances, which limits the costs.')
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

  // Deployments authenticate with Microsoft Entra. User names and passwords for publishing are disabled.
  resource ftpPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource scmPasswords 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

@description('The URL of the app, with a slash at the end.')
output address string = 'https://${app.properties.defaultHostName}/'
