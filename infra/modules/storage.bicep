metadata description = 'The storage account, which contains all data of the app, and the roles of the identity of the app. Shared keys are disabled.'

@description('The region of the resources.')
param location string

@description('The name of the storage account: 3 to 24 lower-case letters and digits, globally unique.')
param name string

@description('The tags of the resources.')
param tags { *: string }

@description('The principal id of the identity of the app, which gets the roles.')
param principalId string

@description('The prefix of the names of tables.')
param prefix string

@description('The names of the queues that the app and the Functions host use.')
param queues string[]

@description('The redundancy of the storage account: how many copies of the data Azure keeps, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param redundancy string

@description('The number of days that deleted or overwritten blobs can be restored. Use 0 to disable this.')
param blobRetentionDays int

@description('Whether a lock protects the storage account against deletion.')
param lock bool

// Functions/Storage/Tables.cs describes the tables. The app itself creates the tables of the call log, one a week.
var tables = ['Accounts', 'Audit', 'CallLogStats', 'Changes', 'Counters', 'Index', 'Limits', 'Mail', 'Names', 'Settings']

// The blob role covers the leases of the Functions host and the deployed package. The other two roles also allow the app to create queues
// and tables.
var roles = {
  blobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b'
  queueDataContributor: '974c5e8b-45b9-4653-ba55-5f855dd0fb88'
  tableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3'
}

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: name
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: redundancy }
  properties: {
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }

  resource blobs 'blobServices' = {
    name: 'default'
    properties: {
      deleteRetentionPolicy: blobRetentionDays == 0 ? { enabled: false } : { enabled: true, days: blobRetentionDays }
      containerDeleteRetentionPolicy: blobRetentionDays == 0 ? { enabled: false } : { enabled: true, days: blobRetentionDays }
    }

    resource package 'containers' = {
      name: 'package'
    }
  }

  resource queueService 'queueServices' = {
    name: 'default'

    resource queue 'queues' = [for queue in queues: { name: queue }]
  }

  resource tableService 'tableServices' = {
    name: 'default'

    resource table 'tables' = [for table in tables: { name: '${prefix}${table}' }]
  }
}

resource access 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in items(roles): {
    scope: account
    name: guid(account.id, principalId, role.value)
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role.value)
    }
  }
]

resource deletionLock 'Microsoft.Authorization/locks@2020-05-01' = if (lock) {
  scope: account
  name: 'users'
  properties: { level: 'CanNotDelete', notes: 'This storage account contains all users. Remove the lock before you delete the account.' }
}

@description('The resource id of the storage account.')
output id string = account.id

@description('The URLs of the blob, queue and table services, each with a slash at the end.')
output endpoints { blob: string, queue: string, table: string } = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}
