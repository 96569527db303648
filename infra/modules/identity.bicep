metadata description = 'The one identity in whose name the app opens storage, mail and telemetry. No key exists that could be stolen.'

@description('The region.')
param location string

@description('The identity\'s name.')
param name string

@description('Tags of every resource.')
param tags { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The identity\'s resource.')
output id string = identity.id

@description('By which the app names the identity that it wants.')
output clientId string = identity.properties.clientId

@description('To whom roles are given.')
output principalId string = identity.properties.principalId
