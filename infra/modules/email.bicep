metadata description = 'Azure Communication Services: mail. From a domain that Azure provides until your own is verified.'

@description('What names end with.')
param token string

@description('Tags of every resource.')
param tags { *: string }

@description('The app\'s identity.')
param principalId string

@description('Where mail rests: a geography of Communication Services.')
param dataLocation string

@description('The address that mail comes from, on a domain of yours; empty for DoNotReply at a domain that Azure provides.')
param sender string

@description('Whether the DNS records of that domain are verified; until then mail comes from the domain that Azure provides.')
param senderVerified bool

// The narrowest built-in role with which an identity can send.
var communicationAndEmailServiceOwner = '09976791-48a7-449e-bb21-39d1a415f350'
var ownDomain = empty(sender) ? '' : split(sender, '@')[1]
var useOwn = !empty(sender) && senderVerified

resource service 'Microsoft.Communication/emailServices@2025-05-01' = {
  name: 'email-${token}'
  location: 'global'
  tags: tags
  properties: { dataLocation: dataLocation }

  resource provided 'domains' = {
    name: 'AzureManagedDomain'
    location: 'global'
    properties: { domainManagement: 'AzureManaged', userEngagementTracking: 'Disabled' }
  }

  resource own 'domains' = if (!empty(sender)) {
    name: empty(sender) ? 'none.invalid' : ownDomain
    location: 'global'
    properties: { domainManagement: 'CustomerManaged', userEngagementTracking: 'Disabled' }

    resource user 'senderUsernames' = if (useOwn) {
      name: empty(sender) ? 'none' : split(sender, '@')[0]
      properties: { username: split(sender, '@')[0] }
    }
  }
}

resource communication 'Microsoft.Communication/communicationServices@2025-05-01' = {
  name: 'acs-${token}'
  location: 'global'
  tags: tags
  properties: {
    dataLocation: dataLocation
    disableLocalAuth: true
    linkedDomains: [useOwn ? service::own.id : service::provided.id]
  }
}

resource send 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: communication
  name: guid(communication.id, principalId, communicationAndEmailServiceOwner)
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', communicationAndEmailServiceOwner)
  }
}

@description('Where the app sends mail.')
output endpoint string = 'https://${communication.properties.hostName}/'

@description('Who it comes from.')
output sender string = useOwn ? sender : 'DoNotReply@${service::provided.properties.fromSenderDomain}'
