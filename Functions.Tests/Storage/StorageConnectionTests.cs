using Azure.Identity;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Storage.Outages;

namespace Serverless.Tests.Storage;

public sealed class StorageConnectionTests
{
    [Fact]
    public void A_connection_string_is_used_unchanged()
    {
        var connection = Of(("AzureWebJobsStorage", "UseDevelopmentStorage=true"), ("AzureWebJobsStorage:accountName", "ignored"));
        Assert.Equal("UseDevelopmentStorage=true", connection.Text);
        Assert.Null(connection.Credential);
    }

    [Fact]
    public void An_account_name_gives_the_public_addresses()
    {
        var connection = Of(("AzureWebJobsStorage:accountName", "acct"));
        Assert.Null(connection.Text);
        Assert.Equal("https://acct.table.core.windows.net/", connection.Tables!.AbsoluteUri);
        Assert.Equal("https://acct.queue.core.windows.net/", connection.Queues!.AbsoluteUri);
    }

    [Fact]
    public void Explicit_addresses_win_over_the_account_name()
    {
        var connection = Of(
            ("AzureWebJobsStorage:accountName", "acct"),
            ("AzureWebJobsStorage:tableServiceUri", "https://acct.table.core.usgovcloudapi.net/"),
            ("AzureWebJobsStorage:queueServiceUri", "https://acct.queue.core.usgovcloudapi.net"));
        Assert.Equal("acct.table.core.usgovcloudapi.net", connection.Tables!.Host);
        Assert.Equal("acct.queue.core.usgovcloudapi.net", connection.Queues!.Host);
    }

    [Theory]
    [InlineData("managedidentity", "c1", typeof(ManagedIdentityCredential))]
    [InlineData("ManagedIdentity", null, typeof(ManagedIdentityCredential))]
    [InlineData(null, null, typeof(DefaultAzureCredential))]
    public void Uses_the_identity_that_the_host_would_use(string? credential, string? clientId, Type expected) =>
        Assert.IsType(expected, Of(("AzureWebJobsStorage:accountName", "acct"), ("AzureWebJobsStorage:credential", credential), ("AzureWebJobsStorage:clientId", clientId)).Credential);

    [Theory]
    [InlineData("tableServiceUri", "http://acct.table.core.windows.net", "AzureWebJobsStorage__tableServiceUri must be an https address")]
    [InlineData("queueServiceUri", "acct", "AzureWebJobsStorage__queueServiceUri must be an https address")]
    [InlineData("credential", "workloadidentity", "AzureWebJobsStorage__credential is workloadidentity")]
    [InlineData("clientId", "c1", "AzureWebJobsStorage__clientId has an effect only with")]
    public void Names_the_wrong_setting(string key, string value, string says) =>
        Assert.StartsWith(says, Assert.Throws<InvalidOperationException>(() => Of(("AzureWebJobsStorage:accountName", "acct"), ($"AzureWebJobsStorage:{key}", value))).Message, StringComparison.Ordinal);

    [Fact]
    public void Refuses_two_settings_for_the_identity() => Assert.Throws<InvalidOperationException>(() => EntraCredential.Of(
        Settings(("X:credential", "managedidentity"), ("X:clientId", "c1"), ("X:managedIdentityResourceId", "/subscriptions/s/x")).GetSection("X")));

    [Fact]
    public void Without_any_setting_lists_the_possible_settings() =>
        Assert.Contains("AzureWebJobsStorage__accountName", Assert.Throws<InvalidOperationException>(() => Of()).Message, StringComparison.Ordinal);

    [Fact]
    public void Clients_of_an_identity_use_the_addresses()
    {
        using var gates = new StorageGates(Options.Create(new StorageOptions()), StoragePlan.Default);
        var clients = new StorageClients(Settings(("AzureWebJobsStorage:accountName", "acct"), ("AzureWebJobsStorage:credential", "managedidentity")), gates, []);
        Assert.Equal("https://acct.table.core.windows.net/", clients.Tables("Accounts").Uri.AbsoluteUri);
        Assert.Equal("https://acct.queue.core.windows.net/email", clients.Queue("email").Uri.AbsoluteUri);
    }

    private static StorageConnection Of(params (string Key, string? Value)[] settings) => StorageConnection.Of(Settings(settings));

    private static IConfiguration Settings(params (string Key, string? Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value))).Build();
}
