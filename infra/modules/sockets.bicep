metadata description = 'Azure Web PubSub: holds the WebSockets of clients, and hands their frames to the app. Both sides know each other by identities; there is no key.'

@description('The region.')
param location string

@description('What names end with.')
param token string

@description('Tags of every resource.')
param tags { *: string }

@description('The app\'s identity, which pushes to sockets and closes them.')
param principalId string

@description('Where the app answers.')
param appAddress string

@description('The hub: what the setting Sockets__Hub says.')
param hub string

@description('The audience of the tokens that the resource sends with its events: the application ID URI of an app registration.')
param audience string

@description('The tier: Free_F1 has 20 connections, Standard_S1 has 1,000 for each unit.')
@allowed(['Free_F1', 'Standard_S1'])
param tier string

@description('How many units of the standard tier.')
@minValue(1)
@maxValue(100)
param units int

@description('Where logs go.')
param workspaceId string

@description('An Azure Front Door profile in this resource group, for which a rule set is made that leads upgrades of /api/ here; empty for none.')
param frontDoor string

// All of the REST interface; there is no narrower role with which connections can be closed.
var webPubSubServiceOwner = '12cf5a90-567b-43ae-8102-96cf46c7d9b4'

resource service 'Microsoft.SignalRService/webPubSub@2024-03-01' = {
  name: 'wps-${token}'
  location: location
  tags: tags
  kind: 'WebPubSub'
  sku: { name: tier, capacity: tier == 'Free_F1' ? 1 : units }
  identity: { type: 'SystemAssigned' }
  properties: {
    disableLocalAuth: true
    publicNetworkAccess: 'Enabled'
    tls: { clientCertEnabled: false }
  }

  resource api 'hubs' = {
    name: hub
    properties: {
      anonymousConnectPolicy: 'allow'
      eventHandlers: [
        {
          urlTemplate: '${appAddress}api/sockets/{event}'
          systemEvents: ['connect', 'connected', 'disconnected']
          userEventPattern: '*'
          auth: { type: 'ManagedIdentity', managedIdentity: { resource: audience } }
        }
      ]
    }
  }
}

resource push 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: service
  name: guid(service.id, principalId, webPubSubServiceOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', webPubSubServiceOwner)
  }
}

#disable-next-line use-recent-api-versions // the one before has no groups of categories
resource logs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  scope: service
  name: 'logs'
  properties: {
    workspaceId: workspaceId
    logs: [{ categoryGroup: 'allLogs', enabled: true }]
  }
}

resource profile 'Microsoft.Cdn/profiles@2025-06-01' existing = if (!empty(frontDoor)) {
  name: empty(frontDoor) ? 'none' : frontDoor

  resource origins 'originGroups' = if (!empty(frontDoor)) {
    name: 'sockets'
    properties: {
      loadBalancingSettings: { sampleSize: 4, successfulSamplesRequired: 3 }
      healthProbeSettings: { probePath: '/api/health', probeProtocol: 'Https', probeRequestType: 'HEAD', probeIntervalInSeconds: 240 }
    }

    resource origin 'origins' = {
      name: 'sockets'
      properties: {
        hostName: service.properties.hostName
        originHostHeader: service.properties.hostName
        httpsPort: 443
        enabledState: 'Enabled'
      }
    }
  }

  resource rules 'ruleSets' = if (!empty(frontDoor)) {
    name: 'sockets'

    resource upgrade 'rules' = {
      name: 'upgrade'
      dependsOn: [origins::origin]
      properties: {
        order: 1
        matchProcessingBehavior: 'Stop'
        conditions: [
          {
            name: 'UrlPath'
            parameters: { typeName: 'DeliveryRuleUrlPathMatchConditionParameters', operator: 'Equal', matchValues: ['api', 'api/'] }
          }
          {
            name: 'RequestHeader'
            parameters: {
              typeName: 'DeliveryRuleRequestHeaderConditionParameters'
              selector: 'Upgrade'
              operator: 'Equal'
              matchValues: ['websocket']
              transforms: ['Lowercase']
            }
          }
        ]
        actions: [
          {
            name: 'UrlRewrite'
            parameters: {
              typeName: 'DeliveryRuleUrlRewriteActionParameters'
              sourcePattern: '/'
              destination: '/client/hubs/${hub}'
              preserveUnmatchedPath: false
            }
          }
          {
            name: 'RouteConfigurationOverride'
            parameters: {
              typeName: 'DeliveryRuleRouteConfigurationOverrideActionParameters'
              originGroupOverride: { originGroup: { id: origins.id }, forwardingProtocol: 'HttpsOnly' }
            }
          }
        ]
      }
    }
  }
}

@description('Where the app pushes.')
output endpoint string = 'https://${service.properties.hostName}'

@description('Where clients connect, without a proxy before it.')
output clientAddress string = 'wss://${service.properties.hostName}/client/hubs/${hub}'

@description('Whose events the app accepts.')
output principalId string = service.identity.principalId
