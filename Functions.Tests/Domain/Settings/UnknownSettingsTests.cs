using Microsoft.Extensions.Configuration;
using Serverless.Domain.Settings;

namespace Serverless.Tests.Domain.Settings;

public sealed class UnknownSettingsTests
{
    private const string Prefix = "UNKNOWN_SETTINGS_TEST_";

    [Theory]
    [InlineData("Site:Ulr", "There is no setting Site__Ulr; did you mean Site__Url?")]
    [InlineData("Password:MinLength", "There is no setting Password__MinLength; did you mean Password__MinimumLength?")]
    [InlineData("Pasword:MinimumLength", "There is no setting Pasword__MinimumLength; did you mean Password__MinimumLength?")]
    [InlineData("RateLimits:SignIn:MaxFailures", "There is no setting RateLimits__SignIn__MaxFailures; did you mean RateLimits__SignIn__MaximumFailures?")]
    [InlineData("AzureWebJobsStorag", "There is no setting AzureWebJobsStorag; did you mean AzureWebJobsStorage?")]
    [InlineData("UserNameIsMail", "There is no setting UserNameIsMail; did you mean UserNameIsEmail?")]
    [InlineData("Nobody:Knows:This", "There is no setting Nobody__Knows__This, so it has no effect.")]
    public void A_misspelt_setting_is_reported_with_the_nearest_name(string key, string says) => Assert.Equal([says], Find(key));

    [Theory]
    [InlineData("site:url")]
    [InlineData("AzureWebJobsStorage:accountName")]
    [InlineData("AzureWebJobs.ping.Disabled")]
    [InlineData("Logging:Console:FormatterOptions:SingleLine")]
    [InlineData("AzureFunctionsJobHost:extensions:queues:batchSize")]
    [InlineData("Functions:Worker:HostEndpoint")]
    [InlineData("workerId")]
    public void A_setting_of_the_app_its_host_or_a_library_is_not_reported(string key) => Assert.Empty(Find(key));

    [Fact]
    public void Environment_variables_are_reported_only_if_they_look_like_settings()
    {
        Dictionary<string, string> variables = new() { ["Site__Ulr"] = "x", ["AzureWebJobsStorag"] = "x", ["PATH_OF_ALL"] = "x", ["SITE"] = "x", ["Other__Thing"] = "x" };
        try
        {
            foreach (var (name, value) in variables)
            {
                Environment.SetEnvironmentVariable(Prefix + name, value);
            }

            var configuration = new ConfigurationBuilder().AddEnvironmentVariables(Prefix).Build();
            // The names of settings ignore case, so "SITE" and "Site__Ulr" share a section, spelt as the one that .NET reads first.
            var found = new UnknownSettings(WrongValuesTests.Known(), configuration).Find().Select(unknown => unknown.Name).Order(StringComparer.Ordinal);
            Assert.Equal(["AzureWebJobsStorag", "Site__Ulr"], found, StringComparer.OrdinalIgnoreCase);
        }
        finally
        {
            foreach (var name in variables.Keys)
            {
                Environment.SetEnvironmentVariable(Prefix + name, null);
            }
        }
    }

    private static IEnumerable<string> Find(string key)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new(key, "x")]).Build();
        return new UnknownSettings(WrongValuesTests.Known(), configuration).Find().Select(UnknownSettings.Describe);
    }
}
