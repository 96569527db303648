metadata description = 'What an operator is woken for, and what to do then. The questions are asked of the app\'s own metrics.'

@description('The region.')
param location string

@description('What names end with.')
param token string

@description('Tags of every resource.')
param tags { *: string }

@description('The Application Insights resource.')
param insightsId string

@description('The address that alerts are mailed to.')
param operatorEmail string

var rules = [
  {
    name: 'poison-mail'
    severity: 2
    window: 'PT1H'
    says: 'A letter was given up after every attempt. Look into table Mail for the reason, mend it (sender, mail server, address), and send the letter again: docs/runbook.md, "Mail does not arrive".'
    query: 'customMetrics | where name == "serverless.mail" and tostring(customDimensions.outcome) == "given_up" | summarize Value = sum(valueSum) | where Value > 0'
  }
  {
    name: 'mail-waits'
    severity: 2
    window: 'PT1H'
    says: 'A letter waited longer than 15 minutes for its first attempt, so people wait for their confirmation. See whether the function deliver-email runs and what it logs; a stopped app, a lost role on the storage account or a mail server that hangs are the usual reasons.'
    query: 'customMetrics | where name == "serverless.mail.wait" | summarize Value = max(valueMax) | where Value > 900'
  }
  {
    name: 'rollup-age'
    severity: 3
    window: 'PT1H'
    says: 'Statistics of calls are not brought up to date; nothing is lost, but reading them gets slower. See what the function roll-up-history logs, and whether the clock of an instance is wrong.'
    query: 'customMetrics | where name == "serverless.rollup.age" | summarize Value = min(valueMin) | where Value > 7200'
  }
  {
    name: 'server-errors'
    severity: 1
    window: 'PT15M'
    says: 'More than one call in twenty ends with a 5xx. 503 means that storage does not answer or passwords queue up: look at the storage account\'s availability and at the number of instances. 500 is a defect: the exception is in the log.'
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
      description: rule.says
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
