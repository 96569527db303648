using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Startup;
using Serverless.Storage;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks that a deployment gives the code what it needs, and grants nothing beyond that. It reads the snapshot infra/main.snapshot.json; .ci/bicep
/// checks that the snapshot matches the templates.
/// </summary>
public sealed partial class BicepSnapshot
{
    private const string Update = "Mend infra/, then run '.ci/bicep update'.";

    private static readonly string Text = Repository.Read("infra/main.snapshot.json");

    private static readonly JsonElement[] Resources = [.. JsonDocument.Parse(Text).RootElement.GetProperty("predictedResources").EnumerateArray()];

    /// <summary>Settings of the sample that a deployment does not pass on, each with the reason.</summary>
    private static readonly Dictionary<string, string> NotInAzure = new()
    {
        ["AzureWebJobsStorage"] = "an identity takes the place of the connection string",
        ["FUNCTIONS_WORKER_RUNTIME"] = "Flex Consumption has it elsewhere, and refuses it here",
        ["Email__PickupDirectory"] = "mail goes by Communication Services",
    };

    /// <summary>Settings of a deployment that the sample does not have. They belong to the host.</summary>
    private static readonly string[] OnlyInAzure =
    [
        "APPLICATIONINSIGHTS_AUTHENTICATION_STRING", "APPLICATIONINSIGHTS_CONNECTION_STRING", "AzureWebJobsStorage__blobServiceUri", "AzureWebJobsStorage__clientId",
        "AzureWebJobsStorage__credential", "AzureWebJobsStorage__queueServiceUri", "AzureWebJobsStorage__tableServiceUri",
    ];

    [Fact]
    public void Origins_of_web_pages_are_a_parameter_and_become_a_setting()
    {
        Assert.Contains("readEnvironmentVariable('CORS_ALLOWED_ORIGINS', '')", Repository.Read("infra/main.bicepparam"), StringComparison.Ordinal);
        Assert.Contains("createObject('Cors__AllowedOrigins', 'https://app.example.com')", Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_workflow_passes_on_every_parameter_with_its_default()
    {
        var workflow = Repository.Read(".github/workflows/deploy.yml");
        var parameters = Parameter().Matches(Repository.Read("infra/main.bicepparam")).Select(match => (Name: match.Groups[1].Value, Default: match.Groups[2].Value)).ToList();
        Assert.Contains(("MAXIMUM_INSTANCES", "40"), parameters);
        string[] set = ["AZURE_ENV_NAME", "AZURE_LOCATION", "ROOT_PASSWORD"]; // an input, a required variable, a secret
        Assert.All(parameters.Where(one => !set.Contains(one.Name)), one => Assert.Contains(
            $"      {one.Name}: ${{{{ vars.{one.Name}{(one.Default.Length > 0 ? $" || '{one.Default}'" : "")} }}}}\n", workflow, StringComparison.Ordinal));
        Assert.All(set, name => Assert.Contains($"      {name}: ${{{{ ", workflow, StringComparison.Ordinal));
    }

    [Fact]
    public void The_identity_has_exactly_these_roles() => Assert.Equal(
        [
            "Microsoft.Communication/communicationServices 09976791-48a7-449e-bb21-39d1a415f350", // Communication and Email Service Owner
            "Microsoft.Insights/components 3913510d-42f4-4e42-8a64-420c390055eb", // Monitoring Metrics Publisher
            "Microsoft.SignalRService/webPubSub 12cf5a90-567b-43ae-8102-96cf46c7d9b4", // Web PubSub Service Owner
            "Microsoft.Storage/storageAccounts 0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3", // Storage Table Data Contributor
            "Microsoft.Storage/storageAccounts 974c5e8b-45b9-4653-ba55-5f855dd0fb88", // Storage Queue Data Contributor
            "Microsoft.Storage/storageAccounts b7e6dc6d-f1e8-4753-8033-0f276bb0955b", // Storage Blob Data Owner
        ],
        OfType("Microsoft.Authorization/roleAssignments")
            .Select(role => $"{ScopeType().Match(role.GetProperty("id").GetString()!).Groups[1]} {role.GetProperty("properties").GetProperty("roleDefinitionId").GetString()!.Split('/')[^1]}")
            .Order(StringComparer.Ordinal));

    [Fact]
    public void Only_identities_have_access()
    {
        Assert.DoesNotContain("listKeys", Text, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("AccountKey", Text, StringComparison.OrdinalIgnoreCase);
        var account = Assert.Single(OfType("Microsoft.Storage/storageAccounts")).GetProperty("properties");
        Assert.False(account.GetProperty("allowSharedKeyAccess").GetBoolean());
        Assert.False(account.GetProperty("allowBlobPublicAccess").GetBoolean());
        Assert.True(Property("Microsoft.Insights/components", "DisableLocalAuth").GetBoolean());
        Assert.True(Property("Microsoft.Communication/communicationServices", "disableLocalAuth").GetBoolean());
        Assert.True(Property("Microsoft.SignalRService/webPubSub", "disableLocalAuth").GetBoolean());
        Assert.All(OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies"), policy => Assert.False(policy.GetProperty("properties").GetProperty("allow").GetBoolean()));
        Assert.Equal(["ftp", "scm"], OfType("Microsoft.Web/sites/basicPublishingCredentialsPolicies").Select(Name).Order());
    }

    [Fact]
    public void Sockets_are_off_by_default_and_their_service_knows_the_app_by_identities()
    {
        Assert.Contains("readEnvironmentVariable('SOCKETS', 'false')", Repository.Read("infra/main.bicepparam"), StringComparison.Ordinal);
        var hub = Assert.Single(OfType("Microsoft.SignalRService/webPubSub/hubs")).GetProperty("properties");
        Assert.Equal("allow", hub.GetProperty("anonymousConnectPolicy").GetString());
        var handler = Assert.Single(hub.GetProperty("eventHandlers").EnumerateArray());
        Assert.EndsWith(".azurewebsites.net/" + Serverless.Api.Sockets.SocketEvents.Route, handler.GetProperty("urlTemplate").GetString(), StringComparison.Ordinal);
        Assert.Equal(("*", "ManagedIdentity"), (handler.GetProperty("userEventPattern").GetString(), handler.GetProperty("auth").GetProperty("type").GetString()));
        Assert.Equal(["connect", "connected", "disconnected"], handler.GetProperty("systemEvents").EnumerateArray().Select(one => one.GetString()!));
        Assert.Equal("SystemAssigned", Assert.Single(OfType("Microsoft.SignalRService/webPubSub")).GetProperty("identity").GetProperty("type").GetString());
        var rule = Assert.Single(OfType("Microsoft.Cdn/profiles/ruleSets/rules")).GetProperty("properties");
        Assert.Contains("/client/hubs/api", rule.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_encrypted_connections_are_allowed()
    {
        Assert.Equal("TLS1_2", Property("Microsoft.Storage/storageAccounts", "minimumTlsVersion").GetString());
        Assert.True(Property("Microsoft.Storage/storageAccounts", "supportsHttpsTrafficOnly").GetBoolean());
        Assert.True(Property("Microsoft.Web/sites", "httpsOnly").GetBoolean());
        Assert.Equal("1.2", Property("Microsoft.Web/sites", "siteConfig").GetProperty("minTlsVersion").GetString());
    }

    [Fact]
    public void Every_table_of_the_code_is_created()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(StorageConnection.Setting, "UseDevelopmentStorage=true")]).Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddServerless(configuration).BuildServiceProvider();
        var wanted = services.GetRequiredService<Tables>().All.Select(table => table.Name).Order(StringComparer.Ordinal).ToList();
        var made = OfType("Microsoft.Storage/storageAccounts/tableServices/tables").Select(Name).Order(StringComparer.Ordinal).ToList();
        Assert.True(wanted.SequenceEqual(made), $"The code has the tables {string.Join(", ", wanted)}, infra/modules/storage.bicep {string.Join(", ", made)}. {Update}");
    }

    [Fact]
    public void Every_queue_of_the_code_is_created_with_its_poison_queue()
    {
        var wanted = Sample().Where(setting => setting.Key.EndsWith("__Queue", StringComparison.Ordinal)).SelectMany(setting => new[] { setting.Value, setting.Value + "-poison" });
        var made = OfType("Microsoft.Storage/storageAccounts/queueServices/queues").Select(Name).Order(StringComparer.Ordinal).ToList();
        Assert.True(wanted.Order(StringComparer.Ordinal).SequenceEqual(made), $"A deployment creates the queues {string.Join(", ", made)}, and the settings of the sample name others. {Update}");
    }

    [Fact]
    public void Every_setting_of_the_sample_reaches_the_app()
    {
        var wanted = Sample().Where(setting => setting.Value.Length > 0).Select(setting => setting.Key).Except(NotInAzure.Keys).ToList();
        var given = Settings();
        var missing = wanted.Except(given).ToList();
        Assert.True(missing.Count == 0, $"A deployment does not set {string.Join(", ", missing)}. {Update}");
        var unknown = given.Except(Sample().Keys).Except(OnlyInAzure).ToList();
        Assert.True(unknown.Count == 0, $"A deployment sets {string.Join(", ", unknown)}, which the app does not know (local.settings.sample.json).");
        Assert.Empty(NotInAzure.Keys.Intersect(given));
        Assert.Empty(NotInAzure.Keys.Except(Sample().Keys)); // no exception remains for a setting that was removed
    }

    [Fact]
    public void Alerts_have_instructions_and_recipients()
    {
        var alerts = OfType("Microsoft.Insights/scheduledQueryRules").Select(alert => alert.GetProperty("properties")).ToList();
        Assert.Equal(["mail-waits", "poison-mail", "rollup-age", "server-errors"], alerts.Select(alert => alert.GetProperty("displayName").GetString()).Order());
        Assert.All(alerts, alert => Assert.NotEqual(0, alert.GetProperty("actions").GetProperty("actionGroups").GetArrayLength()));
        Assert.All(alerts, alert => Assert.True(alert.GetProperty("description").GetString()!.Length > 100, alert.ToString()));
    }

    [Fact]
    public void Alerts_use_metrics_that_the_app_emits()
    {
        var instruments = Repository.Read("Functions/Telemetry/Instruments.cs");
        var asked = OfType("Microsoft.Insights/scheduledQueryRules").SelectMany(alert => MetricName().Matches(alert.ToString()).Select(match => match.Groups[1].Value)).ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, metric => Assert.Contains($"\"{metric}\"", instruments, StringComparison.Ordinal));
    }

    private static IEnumerable<JsonElement> OfType(string type) => Resources.Where(resource => resource.GetProperty("type").GetString() == type);

    private static JsonElement Property(string type, string name) => Assert.Single(OfType(type)).GetProperty("properties").GetProperty(name);

    private static string Name(JsonElement resource) => resource.GetProperty("name").GetString()!.Split('/')[^1];

    internal static Dictionary<string, string> Sample() => JsonDocument.Parse(Repository.Read("local.settings.sample.json"))
        .RootElement.GetProperty("Values").EnumerateObject().ToDictionary(value => value.Name, value => value.Value.GetString()!);

    /// <summary>
    /// Returns the names of the app settings. They are in an expression, because some of their values are known only when the resources exist.
    /// </summary>
    internal static HashSet<string> Settings() =>
        [.. SettingName().Matches(Assert.Single(OfType("Microsoft.Web/sites/config")).GetProperty("properties").ToString()).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"readEnvironmentVariable\('([A-Z_]+)', '([^']*)'\)")]
    private static partial Regex Parameter();

    [GeneratedRegex("/([A-Za-z.]+/[A-Za-z]+)/[^/]*', 'Microsoft.Authorization/roleAssignments'")]
    private static partial Regex ScopeType();

    [GeneratedRegex(@"[(,]\s*'([A-Z][A-Za-z0-9]*(?:__[A-Za-z0-9]+)*|APPLICATIONINSIGHTS_[A-Z_]+)', ('[^']*'|[a-z]+\()")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"name == \\""(serverless\.[a-z.]+)\\""")]
    private static partial Regex MetricName();
}
