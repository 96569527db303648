metadata description = 'Azure Communication Services for emails. They come from a domain that Azure provides until your own domain is verified.'

@description('The suffix of resource names.')
param token string

@description('The tags of the resources.')
param tags { *: string }

@description('The principal id of the identity of the app, which gets the roles.')
param principalId string

@description('The geography in which Communication Services stores data.')
param dataLocation string

@description('The email address of the sender, on a domain of your own. If it is empty, emails come from DoNotReply at a domain that Azure provides.')
param sender string

@description('Whether the DNS records of the domain of the sender are verified. Until then, emails come from a domain that Azure provides.')
param senderVerified bool

// The built-in role with the fewest permissions that can send emails.
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

@description('The endpoint through which the app sends emails.')
output endpoint string = 'https://${communication.properties.hostName}/'

@description('The email address of the sender.')
output sender string = useOwn ? sender : 'DoNotReply@${service::provided.properties.fromSenderDomain}'
