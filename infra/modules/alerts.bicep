metadata description = 'Alerts for the operator, with instructions. The queries use the metrics of the app.'

@description('The region of the resources.')
param location string

@description('The suffix of resource names.')
param token string

@description('The tags of the resources.')
param tags { *: string }

@description('The resource id of Application Insights.')
param insightsId string

@description('The email address that receives alerts.')
param operatorEmail string

var rules = [
  {
    name: 'poison-mail'
    severity: 2
    window: 'PT1H'
    description: 'An email could not be sent and was given up after its last attempt. Table Mail contains the reason. Fix the cause (sender, mail server or email address), then resend the email: see docs/runbook.md, "Emails are not delivered".'
    query: 'customMetrics | where name == "serverless.mail" and tostring(customDimensions.outcome) == "given_up" | summarize Value = sum(valueSum) | where Value > 0'
  }
  {
    name: 'mail-waits'
    severity: 2
    window: 'PT1H'
    description: 'An email waited longer than 15 minutes for its first attempt, so users wait for their emails. Check whether the function deliver-email runs, and read its log. The usual causes are a stopped app, a missing role on the storage account, and a mail server that does not respond.'
    query: 'customMetrics | where name == "serverless.mail.wait" | summarize Value = max(valueMax) | where Value > 900'
  }
  {
    name: 'rollup-age'
    severity: 3
    window: 'PT1H'
    description: 'The statistics of calls are not updated. Nothing is lost, but reads of statistics become slower. Read the log of the function roll-up-history, and check whether the clock of an instance is wrong.'
    query: 'customMetrics | where name == "serverless.rollup.age" | summarize Value = min(valueMin) | where Value > 7200'
  }
  {
    name: 'server-errors'
    severity: 1
    window: 'PT15M'
    description: 'More than 5% of calls fail with a status of 5xx. 503 means that storage is unavailable or that too many passwords wait for their check. Check the availability of the storage account and the number of instances. 500 means a defect of the app: the log contains the exception.'
    query: 'customMetrics | where name == "serverless.calls" | summarize Failed = sumif(valueSum, tostring(customDimensions.status) startswith "5"), All = sum(valueSum) | where All >= 20 and Failed > All / 20'
  }
]

resource operators 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'operators-${token}'
  location: 'global'
  tags: tags
  properties: {
    enabled: true
    groupShortName: 'operators'
    emailReceivers: [{ name: 'operator', emailAddress: operatorEmail, useCommonAlertSchema: true }]
  }
}

resource alerts 'Microsoft.Insights/scheduledQueryRules@2026-03-01' = [
  for rule in rules: {
    name: '${rule.name}-${token}'
    location: location
    tags: tags
    properties: {
      displayName: rule.name
      description: rule.description
      severity: rule.severity
      enabled: true
      scopes: [insightsId]
      evaluationFrequency: 'PT15M'
      windowSize: rule.window
      criteria: {
        allOf: [{ query: rule.query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0 }]
      }
      autoMitigate: true
      actions: { actionGroups: [operators.id] }
    }
  }
]
