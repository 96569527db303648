using 'main.bicep'

// `azd env set NAME value` before `azd up`; docs/deploy.md says what each is for.
param environmentName = readEnvironmentVariable('AZURE_ENV_NAME', 'test')
param location = readEnvironmentVariable('AZURE_LOCATION', 'westeurope')
param customDomain = readEnvironmentVariable('CUSTOM_DOMAIN', '')
param certificateThumbprint = readEnvironmentVariable('CERTIFICATE_THUMBPRINT', '')
param siteUrl = readEnvironmentVariable('SITE_URL', '')
param corsAllowedOrigins = readEnvironmentVariable('CORS_ALLOWED_ORIGINS', '')
param mailSender = readEnvironmentVariable('MAIL_SENDER', '')
param mailSenderVerified = bool(readEnvironmentVariable('MAIL_SENDER_VERIFIED', 'false'))
param mailDataLocation = readEnvironmentVariable('MAIL_DATA_LOCATION', 'Europe')
param operatorEmail = readEnvironmentVariable('OPERATOR_EMAIL', '')
param storagePrefix = readEnvironmentVariable('STORAGE_PREFIX', '')
param blobRetentionDays = int(readEnvironmentVariable('BLOB_RETENTION_DAYS', '7'))
param storageLock = bool(readEnvironmentVariable('STORAGE_LOCK', 'true'))
param rootPassword = readEnvironmentVariable('ROOT_PASSWORD', '')
param instanceMemory = int(readEnvironmentVariable('INSTANCE_MEMORY', '2048'))
param maximumInstances = int(readEnvironmentVariable('MAXIMUM_INSTANCES', '40'))
