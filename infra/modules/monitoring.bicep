metadata description = 'Log Analytics and Application Insights. Only identities can send telemetry. The connection string contains no secret.'

@description('The region of the resources.')
param location string

@description('The suffix of resource names.')
param token string

@description('The tags of the resources.')
param tags { *: string }

@description('The principal id of the identity of the app, which gets the roles.')
param principalId string

@description('The number of days that logs are kept. The first 31 days are free.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('The maximum ingestion of logs in gigabytes a day. At the limit, ingestion stops until the next day. Use -1 for no limit: logs can then cost more than the app.')
param dailyGigabytes int

var monitoringMetricsPublisher = '3913510d-42f4-4e42-8a64-420c390055eb'

resource logs 'Microsoft.OperationalInsights/workspaces@2025-02-01' = {
  name: 'log-${token}'
  location: location
  tags: tags
  properties: {
    features: { disableLocalAuth: true }
    retentionInDays: retentionDays
    sku: { name: 'PerGB2018' }
    workspaceCapping: { dailyQuotaGb: dailyGigabytes }
  }
}

resource insights 'Microsoft.Insights/components@2020-02-02' = {
  name: 'appi-${token}'
  location: location
  tags: tags
  kind: 'web'
  properties: {
    Application_Type: 'web'
    DisableLocalAuth: true
    WorkspaceResourceId: logs.id
  }
}

resource publish 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: insights
  name: guid(insights.id, principalId, monitoringMetricsPublisher)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', monitoringMetricsPublisher)
  }
}

@description('The resource id of Application Insights, which alerts query.')
output insightsId string = insights.id

@description('The resource id of the Log Analytics workspace.')
output workspaceId string = logs.id

@description('The connection string of Application Insights.')
output connectionString string = insights.properties.ConnectionString
