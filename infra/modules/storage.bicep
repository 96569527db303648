metadata description = 'The storage account: all that the app remembers. Opened by the identity only, and what it may do there.'

@description('The region.')
param location string

@description('The account\'s name: 3 to 24 lower-case letters and digits, unique in the world.')
param name string

@description('Tags of every resource.')
param tags { *: string }

@description('The app\'s identity.')
param principalId string

@description('Put before the names of tables.')
param prefix string

@description('The queues that the app and the Functions host use.')
param queues string[]

@description('How many copies of the data are kept, and where.')
@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GRS', 'Standard_GZRS', 'Standard_RAGRS', 'Standard_RAGZRS'])
param redundancy string

@description('Days that deleted or overwritten blobs can be restored; 0 for none.')
param blobRetentionDays int

@description('Whether the account is locked against deletion.')
param lock bool

// Functions/Storage/Tables.cs says what is in each. The tables of the call log, one a week, are made by the app itself.
var tables = ['Accounts', 'Audit', 'CallLogStats', 'Changes', 'Counters', 'Index', 'Limits', 'Mail', 'Names', 'Settings']

// Owner of blobs for the host's leases and the deployed package; the other two suffice to make queues and tables as well.
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
  properties: { level: 'CanNotDelete', notes: 'All users are in this account. Remove the lock to delete it.' }
}

@description('The account\'s resource.')
output id string = account.id

@description('The addresses of its services, each with a slash at the end.')
output endpoints { blob: string, queue: string, table: string } = {
  blob: account.properties.primaryEndpoints.blob
  queue: account.properties.primaryEndpoints.queue
  table: account.properties.primaryEndpoints.table
}
