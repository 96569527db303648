metadata description = 'Serverless in Azure: one resource group with everything that the app needs. See docs/deploy.md.'

targetScope = 'subscription'

@description('The environment\'s name, such as test or production: part of the resource group\'s name.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('The region.')
@metadata({ azd: { type: 'location' } })
param location string

@description('A domain of your own at which people reach the app, as in api.example.com; empty for the app\'s own address.')
param customDomain string = ''

@description('The thumbprint of the certificate for that domain, once it is uploaded to the app.')
param certificateThumbprint string = ''

@description('What links in mail begin with, if it is not the console at one of these addresses: the address of your own site, with a slash at the end.')
param siteUrl string = ''

@description('The origins of web pages that may call the app, separated by commas, as in https://app.example.com; * for all, empty for none.')
param corsAllowedOrigins string = ''

@description('The address that mail comes from, on a domain of yours; empty for a domain that Azure provides.')
param mailSender string = ''

@description('Whether the DNS records of the sender\'s domain are verified.')
param mailSenderVerified bool = false

@description('Where mail rests: a geography of Communication Services.')
param mailDataLocation string = 'Europe'

@description('The address that alerts are mailed to; empty for no alerts, which cost about half a dollar each a month.')
param operatorEmail string = ''

@description('The first password of root. Empty lets the app make one up and print it into its log, where others may read it.')
@secure()
param rootPassword string = ''

@description('Megabytes of memory of an instance: 512, 2048 or 4096.')
param instanceMemory int = 2048

@description('How many instances there can be.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('How many copies of the data are kept, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('Put before the names of tables and, with a hyphen, of queues: up to 30 lower-case letters and digits, a letter first. Empty for an account that no other installation uses.')
@maxLength(30)
param storagePrefix string = ''

@description('Days that deleted or overwritten blobs can be restored, 1 to 365; 0 for none. Blobs hold the deployed package and the leases of the Functions host, a few cents a month. Tables and queues have no soft delete, no versions and no point-in-time restore: their backup is --export, docs/runbook.md.')
@minValue(0)
@maxValue(365)
param blobRetentionDays int = 7

@description('Whether a lock keeps the storage account, and with it all users, from being deleted by mistake. It costs nothing; azd down fails until the lock is removed.')
param storageLock bool = true

@description('Whether Azure Web PubSub holds WebSockets of clients; without, clients use HTTP alone.')
param sockets bool = false

@description('With sockets: the application ID URI of an app registration, as in api://11111111-2222-3333-4444-555555555555. Web PubSub sends tokens for it with its events.')
param socketsAudience string = ''

@description('With sockets: the tier. Free_F1 costs nothing and has 20 connections, Standard_S1 has 1,000 for each unit.')
@allowed(['Free_F1', 'Standard_S1'])
param socketsTier string = 'Free_F1'

@description('With sockets: how many units of the standard tier.')
@minValue(1)
@maxValue(100)
param socketsUnits int = 1

@description('With sockets: an Azure Front Door profile in the resource group, for which a rule set is made that leads upgrades of /api/ to Web PubSub; empty for none.')
param socketsFrontDoor string = ''

@description('Days that telemetry is kept.')
param logRetentionDays int = 30

@description('Gigabytes of telemetry a day at which it stops until the next day; -1 for no limit.')
param logDailyGigabytes int = 1

// Every setting of the sample with its default, but for what is empty there (a setting that is absent), what Flex Consumption does not
// take, and what does not apply; Functions.Tests/Rules/BicepSnapshot.cs compares.
var sample = loadJsonContent('../local.settings.sample.json').Values
var elsewhere = ['AzureWebJobsStorage', 'FUNCTIONS_WORKER_RUNTIME', 'Email__PickupDirectory', 'Email__From', 'Site__Url']
var defaults = toObject(
  filter(items(sample), item => !empty(item.value) && !contains(elsewhere, item.key)),
  item => item.key,
  item => item.value
)
var queuePrefix = empty(storagePrefix) ? '' : '${storagePrefix}-'
// The Functions host reads these settings itself, so they have the whole names.
var queues = toObject(filter(items(sample), item => endsWith(item.key, '__Queue')), item => item.key, item => '${queuePrefix}${item.value}')

var token = uniqueString(subscription().id, environmentName, location)
var appName = 'func-${token}'
var tags = { 'azd-env-name': environmentName }
var site = !empty(siteUrl) ? siteUrl : 'https://${empty(customDomain) ? '${appName}.azurewebsites.net' : customDomain}/console/'

resource group 'Microsoft.Resources/resourceGroups@2025-04-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module identity 'modules/identity.bicep' = {
  scope: group
  params: { location: location, name: 'id-${token}', tags: tags }
}

module storage 'modules/storage.bicep' = {
  scope: group
  params: {
    location: location
    name: 'st${token}'
    tags: tags
    principalId: identity.outputs.principalId
    prefix: storagePrefix
    queues: flatten(map(items(queues), item => [item.value, '${item.value}-poison']))
    blobRetentionDays: blobRetentionDays
    lock: storageLock
    redundancy: storageRedundancy
  }
}

module monitoring 'modules/monitoring.bicep' = {
  scope: group
  params: {
    location: location
    token: token
    tags: tags
    principalId: identity.outputs.principalId
    retentionDays: logRetentionDays
    dailyGigabytes: logDailyGigabytes
  }
}

module email 'modules/email.bicep' = {
  scope: group
  params: {
    token: token
    tags: tags
    principalId: identity.outputs.principalId
    dataLocation: mailDataLocation
    sender: mailSender
    senderVerified: mailSenderVerified
  }
}

module socket 'modules/sockets.bicep' = if (sockets) {
  scope: group
  params: {
    location: location
    token: token
    tags: tags
    principalId: identity.outputs.principalId
    appAddress: 'https://${appName}.azurewebsites.net/'
    hub: sample.Sockets__Hub
    audience: socketsAudience
    tier: socketsTier
    units: socketsUnits
    workspaceId: monitoring.outputs.workspaceId
    frontDoor: socketsFrontDoor
  }
}

module app 'modules/app.bicep' = {
  scope: group
  params: {
    location: location
    name: appName
    token: token
    tags: tags
    identity: { id: identity.outputs.id, clientId: identity.outputs.clientId }
    packageContainer: '${storage.outputs.endpoints.blob}package'
    instanceMemory: instanceMemory
    maximumInstances: maximumInstances
    settings: union(
      defaults,
      queues,
      empty(storagePrefix) ? {} : { Storage__Prefix: storagePrefix },
      empty(rootPassword) ? {} : { Root__Password: rootPassword },
      empty(corsAllowedOrigins) ? {} : { Cors__AllowedOrigins: corsAllowedOrigins },
      sockets
        ? {
            Sockets__Audience: socketsAudience
            Sockets__Endpoint: socket!.outputs.endpoint
            Sockets__ServicePrincipalId: socket!.outputs.principalId
            Sockets__TenantId: tenant().tenantId
          }
        : {},
      {
        APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identity.outputs.clientId};Authorization=AAD'
        APPLICATIONINSIGHTS_CONNECTION_STRING: monitoring.outputs.connectionString
        AzureWebJobsStorage__blobServiceUri: storage.outputs.endpoints.blob
        AzureWebJobsStorage__clientId: identity.outputs.clientId
        AzureWebJobsStorage__credential: 'managedidentity'
        AzureWebJobsStorage__queueServiceUri: storage.outputs.endpoints.queue
        AzureWebJobsStorage__tableServiceUri: storage.outputs.endpoints.table
        // With the other repairs, every ten minutes and not every ten seconds: each timer wakes an instance. Whoever reads statistics
        // computes what a timer has not written down yet, so they are as exact.
        CallLog__HistorySchedule: '0 */10 * * * *'
        CallLog__LatestSchedule: '0 */10 * * * *'
        Email__Acs__Endpoint: email.outputs.endpoint
        Email__From: email.outputs.sender
        Site__Url: site
      }
    )
  }
}

module domain 'modules/domain.bicep' = if (!empty(customDomain)) {
  scope: group
  params: { appName: appName, domain: customDomain, certificateThumbprint: certificateThumbprint }
  dependsOn: [app]
}

module alerts 'modules/alerts.bicep' = if (!empty(operatorEmail)) {
  scope: group
  params: {
    location: location
    token: token
    tags: tags
    insightsId: monitoring.outputs.insightsId
    operatorEmail: operatorEmail
  }
}

@description('Where the app answers.')
output API_ADDRESS string = app.outputs.address

@description('Where clients open WebSockets; empty without them.')
output SOCKET_ADDRESS string = sockets ? socket!.outputs.clientAddress : ''

@description('The function app.')
output API_NAME string = appName

@description('The resource group.')
output RESOURCE_GROUP string = group.name
