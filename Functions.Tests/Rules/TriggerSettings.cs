using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using Serverless.Startup;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks <c>%name%</c> in triggers. The Functions host resolves it from its own configuration, in which an app setting <c>A__B</c> is the key
/// <c>A:B</c>.
/// </summary>
public sealed partial class TriggerSettings
{
    private static readonly IReadOnlyList<string> Names =
        [.. HostMetadata.Functions.SelectMany(function => Token().Matches(function.GetRawText())).Select(match => match.Groups[1].Value).Distinct()];

    [Fact]
    public void Triggers_use_settings_by_name() => Assert.NotEmpty(Names);

    [Fact]
    public void Every_setting_that_a_trigger_names_resolves_from_the_sample() => AllResolve(AsTheHostReads(BicepSnapshot.Sample()), "Add it to local.settings.sample.json.");

    [Fact]
    public void Every_setting_that_a_trigger_names_resolves_from_the_settings_of_a_deployment() => AllResolve(
        AsTheHostReads(BicepSnapshot.Settings().ToDictionary(name => name, name => BicepSnapshot.Sample().GetValueOrDefault(name, ""))), "Run '.ci/bicep update'.");

    [Fact]
    public void Every_setting_that_a_trigger_names_resolves_on_the_local_host_without_settings() => AllResolve(
        new ConfigurationBuilder().AddInMemoryCollection(App.Defaults).Build(), "Add it to App.Defaults.");

    [Fact]
    public void A_name_with_two_underscores_does_not_resolve() =>
        Assert.Null(AsTheHostReads(new Dictionary<string, string> { ["A__B"] = "value" })["A__B"]);

    private static void AllResolve(IConfiguration configuration, string remedy) =>
        Assert.All(Names, name => Assert.False(string.IsNullOrEmpty(configuration[name]), $"'%{name}%' does not resolve to a value. {remedy}"));

    private static IConfigurationRoot AsTheHostReads(IReadOnlyDictionary<string, string> settings) => new ConfigurationBuilder()
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
        .Build();

    [GeneratedRegex("%([^%\"]+)%")]
    private static partial Regex Token();
}
