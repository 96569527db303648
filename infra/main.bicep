metadata description = 'Deploys Serverless to Azure: one resource group with all resources of the app. See docs/deploy.md.'

targetScope = 'subscription'

@description('The name of the environment, such as test or production. It is part of the name of the resource group.')
@minLength(1)
@maxLength(40)
param environmentName string

@description('The region of the resources.')
@metadata({ azd: { type: 'location' } })
param location string

@description('The custom domain of the app, such as api.example.com. If it is empty, the app has only its host name under azurewebsites.net.')
param customDomain string = ''

@description('The thumbprint of the certificate for the custom domain. It is empty until the certificate is uploaded to the app.')
param certificateThumbprint string = ''

@description('The URL of your own site, with a slash at the end. Links in emails begin with it. If it is empty, they lead to the console of the app.')
param siteUrl string = ''

@description('The origins of web pages that may call the app, separated by commas, such as https://app.example.com. Use * to allow all origins. If it is empty, none is allowed.')
param corsAllowedOrigins string = ''

@description('The email address of the sender, on a domain of your own. If it is empty, emails come from a domain that Azure provides.')
param mailSender string = ''

@description('Whether the DNS records of the domain of the sender are verified.')
param mailSenderVerified bool = false

@description('The geography in which Communication Services stores data.')
param mailDataLocation string = 'Europe'

@description('The email address that receives alerts. If it is empty, no alerts are created. An alert costs about half a dollar a month.')
param operatorEmail string = ''

@description('The first password of root. If it is empty, the app generates one and writes it to its log, which other people may be able to read.')
@secure()
param rootPassword string = ''

@description('The memory of an instance in megabytes: 512, 2048 or 4096.')
param instanceMemory int = 2048

@description('The maximum number of instances.')
@minValue(1)
@maxValue(1000)
param maximumInstances int = 40

@description('The redundancy of the storage account: how many copies of the data Azure keeps, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param storageRedundancy string = 'Standard_ZRS'

@description('The prefix of the names of tables and, with a hyphen, of queues. It has up to 30 lower-case letters and digits, and begins with a letter. Leave it empty if no other installation uses the storage account.')
@maxLength(30)
param storagePrefix string = ''

@description('The number of days that deleted or overwritten blobs can be restored, up to 365. Use 0 to disable this. Blobs contain the deployed package and the leases of the Functions host. Keeping them costs a few cents a month. Tables and queues have no soft delete, no versions and no point-in-time restore. The command --export backs up tables: see docs/runbook.md.')
@minValue(0)
@maxValue(365)
param blobRetentionDays int = 7

@description('Whether a lock protects the storage account, which contains all users, against deletion by mistake. The lock is free. The command azd down fails until the lock is removed.')
param storageLock bool = true

@description('Whether Azure Web PubSub is created for WebSockets of clients. If it is false, clients can use HTTP only.')
param sockets bool = false

@description('The application ID URI of an app registration, such as api://11111111-2222-3333-4444-555555555555. Web PubSub sends tokens for this audience with its events. It is used only with sockets.')
param socketsAudience string = ''

@description('The tier of Web PubSub. Free_F1 is free and has 20 connections. Standard_S1 has 1,000 connections for each unit. It is used only with sockets.')
@allowed(['Free_F1', 'Standard_S1'])
param socketsTier string = 'Free_F1'

@description('The number of units of Web PubSub in the tier Standard_S1. It is used only with sockets.')
@minValue(1)
@maxValue(100)
param socketsUnits int = 1

@description('The name of an Azure Front Door profile in the resource group. The profile gets a rule set that routes WebSocket upgrades of /api/ to Web PubSub. If it is empty, no rule set is created. It is used only with sockets.')
param socketsFrontDoor string = ''

@description('The number of days that telemetry is kept.')
param logRetentionDays int = 30

@description('The maximum ingestion of telemetry in gigabytes a day. At the limit, ingestion stops until the next day. Use -1 for no limit.')
param logDailyGigabytes int = 1

// All settings of the sample with their defaults, except settings that are empty there, that Flex Consumption refuses, or that are set
// elsewhere in this file. Functions.Tests/Rules/BicepSnapshot.cs compares the two.
var sample = loadJsonContent('../local.settings.sample.json').Values
var elsewhere = ['AzureWebJobsStorage', 'FUNCTIONS_WORKER_RUNTIME', 'Email__PickupDirectory', 'Email__From', 'Site__Url']
var defaults = toObject(
  filter(items(sample), item => !empty(item.value) && !contains(elsewhere, item.key)),
  item => item.key,
  item => item.value
)
var queuePrefix = empty(storagePrefix) ? '' : '${storagePrefix}-'
// The Functions host reads these settings itself, so they contain the names with the prefix.
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
        // Every ten minutes, like the repairs, and not every ten seconds: each timer wakes an instance. Statistics stay exact: a read
        // computes what a timer has not stored yet.
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

@description('The URL of the app, with a slash at the end.')
output API_ADDRESS string = app.outputs.address

@description('The URL at which clients open WebSockets. It is empty without sockets.')
output SOCKET_ADDRESS string = sockets ? socket!.outputs.clientAddress : ''

@description('The name of the function app.')
output API_NAME string = appName

@description('The name of the resource group.')
output RESOURCE_GROUP string = group.name
