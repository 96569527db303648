using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Serverless.Domain.Settings;
using Serverless.LocalHost;
using Serverless.Startup;

namespace Serverless.Tests.Domain.Settings;

/// <summary>Tests every setting of the app with values that are wrong for most. One sentence names the setting, the value and what is allowed.</summary>
public sealed class WrongValuesTests
{
    private static readonly string[] Bad = ["", "some text", "-1", "0.5", "99999999999999999999", new('x', 5000)];

    /// <summary>Settings that accept any text.</summary>
    private static readonly string[] Free = ["Root__Password", "WeChat__Secret", "Email__Acs__ConnectionString", "Sockets__ConnectionString"];

    /// <summary>The bad values that a setting accepts, because they are valid there.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Cors__AllowedOrigins"] = [""],
        ["Email__Acs__Endpoint"] = [""],
        ["Email__EhloName"] = ["", "0.5"], // an IP address is valid, too
        ["Email__PickupDirectory"] = ["some text", "-1", "0.5", "99999999999999999999", new('x', 5000)],
        ["Email__Queue"] = ["99999999999999999999"],
        ["Erase__Queue"] = ["99999999999999999999"],
        ["Index__Queue"] = ["99999999999999999999"],
        ["Notifications__Queue"] = ["99999999999999999999"],
        ["RateLimits__TrustedProxies"] = [""],
        ["Password__BreachUrl"] = [""],
        ["Root__Email"] = [""],
        ["SecondFactor__RequiredFor"] = [""],
        ["Site__Url"] = [""],
        ["Sockets__Audience"] = [""],
        ["Sockets__Endpoint"] = [""],
        ["Sockets__ServicePrincipalId"] = [""],
        ["Sockets__TenantId"] = [""],
        ["Storage__CallSeconds"] = ["0.5"],
        ["Storage__RequestSeconds"] = ["0.5"],
        ["Storage__Prefix"] = [""],
    };

    public static IEnumerable<TheoryDataRow<string>> Names => Known().Select(setting => new TheoryDataRow<string>(setting.Name));

    [Theory]
    [MemberData(nameof(Names))]
    public void A_wrong_value_is_refused_in_one_sentence(string name)
    {
        Assert.SkipWhen(Free.Contains(name), "Any text is allowed.");
        foreach (var value in Bad)
        {
            var problem = Problem((name, value));
            if (Allowed.GetValueOrDefault(name)?.Contains(value) == true)
            {
                Assert.Null(problem);
                continue;
            }

            Assert.NotNull(problem);
            Assert.Single(problem.Split('\n'));
            Assert.Contains(name, problem, StringComparison.Ordinal);
            Assert.Contains(value.Length == 0 ? "empty" : value[..Math.Min(value.Length, 64)], problem, StringComparison.Ordinal);
            Assert.Matches("must be |write ", problem);
            Assert.InRange(problem.Length, 20, 300);
        }
    }

    [Fact]
    public void Every_number_has_a_range() => Assert.All(Known(), setting => Assert.NotEqual("an integer", setting.Allowed));

    [Theory]
    [InlineData("WeChat__Secret", "hunter2hunter2", "WeChat__Mode", "trusted")]
    [InlineData("Email__Acs__ConnectionString", "endpoint=x;accesskey=hunter2hunter2", "Email__Acs__Endpoint", "https://acs.example.com/")]
    [InlineData("Sockets__ConnectionString", "Endpoint=https://x.example.com;AccessKey=hunter2hunter2", "Sockets__Endpoint", "https://x.webpubsub.azure.com")]
    [InlineData("Sockets__ConnectionString", "Endpoint=http://x.example.com;AccessKey=hunter2hunter2", "Sockets__Hub", "api")]
    public void A_secret_is_not_repeated(string secret, string value, string other, string otherValue)
    {
        var problem = Problem((secret, value), (other, otherValue));
        Assert.Contains(secret, problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("RateLimits__SignIn__MaximumFailures", "9", "RateLimits__SignIn__FreeFailures")]
    [InlineData("RateLimits__SignIn__LongestWaitSeconds", "29", "RateLimits__SignIn__FirstWaitSeconds")]
    public void A_value_that_conflicts_with_another_setting_names_both(string name, string value, string other)
    {
        var problem = Problem((name, value));
        Assert.StartsWith($"{name} is {value}; ", problem, StringComparison.Ordinal);
        Assert.Contains(other, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void All_wrong_settings_are_reported_at_once() => Assert.Equal(
        [
            "Password__MinimumLength is \"0\"; it must be an integer from 8 to 128.",
            "Session__LifetimeDays is \"0.5\"; it must be an integer from 1 to 3650.",
            "Session__LongLifetimeYears is \"-1\"; it must be an integer from 1 to 100.",
        ],
        Problem(("Password__MinimumLength", "0"), ("Session__LifetimeDays", "0.5"), ("Session__LongLifetimeYears", "-1"))!.Split('\n').Order(StringComparer.Ordinal));

    [Fact]
    public void A_wrong_setting_on_which_others_depend_is_reported_once() =>
        Assert.Equal("Password__MinimumLength is \"0\"; it must be an integer from 8 to 128.", Problem(("Password__MinimumLength", "0"), ("Root__Password", "a long and winding road")));

    internal static IReadOnlyList<AppSetting> Known()
    {
        var configuration = new ConfigurationBuilder().Build();
        return [.. new ServiceCollection().AddServerless(configuration).BuildServiceProvider().GetServices<AppSetting>()];
    }

    /// <summary>Returns the error of the start about settings; null if the settings are valid.</summary>
    private static string? Problem(params (string Name, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name.Replace("__", ":", StringComparison.Ordinal), (string?)setting.Value)))
            .Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddLogging().AddServerless(configuration).BuildServiceProvider();
        return Record.Exception(services.GetRequiredService<IStartupValidator>().Validate) is { } wrong ? WrongSettings.Sentences(wrong) ?? wrong.ToString() : null;
    }
}
