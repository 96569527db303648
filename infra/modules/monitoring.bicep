metadata description = 'Log Analytics and Application Insights. Only identities write there; the connection string is an address, not a key.'

@description('The region.')
param location string

@description('What names end with.')
param token string

@description('Tags of every resource.')
param tags { *: string }

@description('The app\'s identity.')
param principalId string

@description('Days that logs are kept; the first 31 cost nothing.')
@minValue(30)
@maxValue(730)
param retentionDays int

@description('Gigabytes a day at which logging stops until the next day: the one thing here that could cost more than the app. -1 for no limit.')
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

@description('What alerts ask.')
output insightsId string = insights.id

@description('Where logs go.')
output workspaceId string = logs.id

@description('Where telemetry goes.')
output connectionString string = insights.properties.ConnectionString
