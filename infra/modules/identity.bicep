metadata description = 'The identity with which the app accesses storage, email and telemetry, so that the app needs no keys.'

@description('The region of the resources.')
param location string

@description('The name of the identity.')
param name string

@description('The tags of the identity.')
param tags { *: string }

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: name
  location: location
  tags: tags
}

@description('The resource id of the identity.')
output id string = identity.id

@description('The client id, with which the app selects the identity.')
output clientId string = identity.properties.clientId

@description('The principal id, to which roles are assigned.')
output principalId string = identity.properties.principalId
