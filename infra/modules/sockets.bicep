metadata description = 'Azure Web PubSub, which holds the WebSockets of clients and sends their frames to the app. Both authenticate with identities, and keys are disabled.'

@description('The region of the resources.')
param location string

@description('The suffix of resource names.')
param token string

@description('The tags of the resources.')
param tags { *: string }

@description('The principal id of the identity of the app, which pushes to sockets and closes them.')
param principalId string

@description('The URL of the app, with a slash at the end.')
param appAddress string

@description('The name of the hub, from the setting Sockets__Hub.')
param hub string

@description('The audience of the tokens that Web PubSub sends with its events: the application ID URI of an app registration.')
param audience string

@description('The tier of Web PubSub. Free_F1 has 20 connections, and Standard_S1 has 1,000 connections for each unit.')
@allowed(['Free_F1', 'Standard_S1'])
param tier string

@description('The number of units in the tier Standard_S1.')
@minValue(1)
@maxValue(100)
param units int

@description('The resource id of the Log Analytics workspace for the logs.')
param workspaceId string

@description('The name of an Azure Front Door profile in the resource group. The profile gets a rule set that routes WebSocket upgrades of /api/ to Web PubSub. If it is empty, no rule set is created.')
param frontDoor string

// This role allows all of the REST API. No role with fewer permissions can close connections.
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

#disable-next-line use-recent-api-versions // the older version has no category groups
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

@description('The endpoint through which the app pushes to sockets.')
output endpoint string = 'https://${service.properties.hostName}'

@description('The URL at which clients connect without a proxy.')
output clientAddress string = 'wss://${service.properties.hostName}/client/hubs/${hub}'

@description('The principal id of Web PubSub. The app accepts events only from this identity.')
output principalId string = service.identity.principalId
