using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Parameters;
using Serverless.Domain.Failures;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks the reasons of failures. <c>Result.Fail</c> requires a reason, and the schema of openapi.json requires it in every response that a test
/// receives. These tests check that names are as documented, that each is used, and that invalid parameters are reported in detail.
/// </summary>
public sealed partial class EveryFailureHasAReason(TestApp app) : IClassFixture<TestApp>
{
    [Fact]
    public void Reasons_are_in_snake_case_and_each_is_used_by_the_product()
    {
        Assert.All(Reasons.OfFailures.Values.Concat(Reasons.OfParameters.Values), name => Assert.Matches("^[a-z]+(_[a-z]+)*$", name));
        var used = Repository.Files.Where(file => file.StartsWith("Functions/", StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(file => Use().Matches(Repository.Read(file)).Select(use => use.Groups[1].Value)).ToHashSet();
        Assert.Equal([], Enum.GetNames<Reason>().Concat(Enum.GetNames<ParameterReason>()).Except(used));
    }

    [Theory]
    [InlineData("session/signup", "[]", "fields missing")]
    [InlineData("session/signup", "[{}]", "fields.username missing")]
    [InlineData("session/signup", """[{"username":[],"password":{}}]""", "fields.username wrong_type", "fields.password wrong_type")]
    [InlineData("session/signup", "[5]", "fields wrong_type")]
    [InlineData("session/signup", """[{"username":"a"},1,2]""", "[1] unexpected", "[2] unexpected")]
    [InlineData("session/signin", """[{"username":"a","pasword":"b"}]""", "credentials.pasword unknown_member", "credentials.password missing")]
    [InlineData("session/signin", """[null,["user",{}]]""", "signin_permissions[1] wrong_type")]
    [InlineData("session/signout", "[1]", "[0] unexpected")]
    [InlineData("notifications/read", """[{"limit":-1,"limits":1,"where":{"name":1}}]""", "options.limit invalid_value", "options.limits unknown_member", "options.where.name unknown_member")]
    [InlineData("notifications/delete", "[[]]", "notifications invalid_value")]
    public async Task Invalid_parameters_are_reported_in_detail(string method, string body, params string[] details)
    {
        var answer = await app.Rpc.Post("/api/v1/" + method, body);
        var meta = answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("meta");
        Assert.Equal("invalid_parameters", meta.GetProperty("reason").GetString());
        Assert.Equal(details, meta.GetProperty("details").EnumerateArray().Select(detail => $"{detail.GetProperty("path").GetString()} {detail.GetProperty("reason").GetString()}"));
        Assert.All(meta.GetProperty("details").EnumerateArray(), detail => Assert.NotEqual(JsonValueKind.Null, detail.GetProperty("message").ValueKind));
    }

    [Fact]
    public async Task Failures_with_one_code_have_different_reasons()
    {
        var name = await Given.User(app.Rpc);
        var problems = new Dictionary<string, object>
        {
            ["user_name_length"] = new { username = "a" },
            ["user_name_characters"] = new { username = "a b c" },
            ["user_name_ambiguous"] = new { username = "12345" },
            ["email_invalid"] = new { username = Given.Name(), email = "nobody" },
            ["password_too_short"] = new { username = Given.Name(), password = "short" },
            ["password_too_common"] = new { username = Given.Name(), password = "password1" },
            ["telegram_name_invalid"] = new { username = Given.Name(), telegram_name = "x" },
            ["user_exists"] = new { username = name },
        };
        foreach (var (reason, fields) in problems)
        {
            var answer = await app.Rpc.Call("session/signup", fields);
            Assert.Equal((reason, reason == "user_exists" ? 409 : 400), (answer.Reason, answer.Status));
        }
    }

    [GeneratedRegex(@"\b(?:Reason|ParameterReason)\.(\w+)")]
    private static partial Regex Use();
}
