using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Serverless.Api.Accounts;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks the table permission-matrix.txt: which caller may call what. Every method and endpoint is tried over HTTP with every kind of caller. A
/// changed declaration or a new method fails this test until the table is changed on purpose.
/// </summary>
public sealed partial class PermissionMatrix(TestApp app) : IClassFixture<TestApp>
{
    private const string File = "Functions.Tests/Rules/permission-matrix.txt";

    /// <summary>
    /// More parameters than any method accepts. Permissions are checked before parameters, so an admitted call fails at the parameters, nothing is
    /// executed, and all callers stay unchanged.
    /// </summary>
    private const string TooMuch = "[0,0,0,0,0,0,0,0]";

    /// <summary>The codes with which the session family refuses a caller, whatever the request.</summary>
    private static readonly string[] SessionRefusals = ["INVALID_SESSION_ERROR", "INSUFFICIENT_PERMISSIONS_ERROR", "BANNED_ERROR"];

    /// <summary>An operation: how it is called, what its refusal looks like, and whether it may end the caller's sessions.</summary>
    private sealed record Operation(string Name, Func<HttpRequestMessage> Request, Func<HttpStatusCode, JsonElement, bool> IsRefusal, bool EndsSessions = false);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_endpoint_admits_exactly_the_callers_of_the_table()
    {
        var callers = await Callers();
        var rows = new List<string> { Row("method", callers.Keys.Select(caller => (caller, caller))) };
        // Operations that may end sessions come last, each with its own callers: root is the same for all.
        foreach (var endpoint in RpcOperations().Concat(RestOperations()).OrderBy(endpoint => endpoint.EndsSessions))
        {
            var cells = new List<(string, string)>();
            foreach (var (caller, token) in endpoint.EndsSessions ? await Callers() : callers)
            {
                cells.Add((caller, await IsRefused(endpoint, token) ? "-" : "yes"));
            }

            rows.Add(Row(endpoint.Name, cells));
        }

        TableFile.AssertStates(File, rows);
    }

    /// <summary>Returns the methods of the table that anonymous callers can call.</summary>
    internal static IEnumerable<string> OpenMethods() =>
        from line in TableFile.Lines(File).Skip(1)
        let cells = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where cells[1] == "yes" // the row of an endpoint has its verb there
        select cells[0];

    private IEnumerable<Operation> RpcOperations() => app.Get<Catalogue>().All<MethodDeclaration>().Select(method => new Operation(
        method.Id,
        () => new HttpRequestMessage(HttpMethod.Post, "/api" + method.Id)
        {
            Content = method.IsUpload ? new MultipartFormDataContent { { new StringContent(TooMuch), "unknown" } } : new StringContent(TooMuch, null, "application/json"),
        },
        (status, body) => (status, body.GetProperty("error").GetProperty("code").GetInt32()) switch
        {
            (HttpStatusCode.Unauthorized, RpcStatus.InsufficientPermissions) => true,
            (HttpStatusCode.Forbidden, _) => body.GetProperty("error").GetProperty("data").GetProperty("meta").GetProperty("reason").ValueEquals("reauthentication_required"),
            _ => false,
        }));

    /// <summary>Returns the endpoints of the other families, each on its documented path and without input: what they need is missing or unknown.</summary>
    private IEnumerable<Operation> RestOperations() => app.Get<Catalogue>().All<EndpointDeclaration>().Select(endpoint =>
    {
        var (verb, path) = (endpoint.Routes[0].Verbs.FirstOrDefault("GET"), Placeholder().Replace(endpoint.Routes[0].Template, "0"));
        return new Operation($"{endpoint.Id} ({verb})", () => new HttpRequestMessage(new HttpMethod(verb), path), IsRestRefusal, EndsSessions: verb == "DELETE");
    });

    private static bool IsRestRefusal(HttpStatusCode status, JsonElement body) =>
        body.TryGetProperty("code", out var code)
            ? SessionRefusals.Contains(code.GetString())
            : body.TryGetProperty("message", out _) || body.GetProperty("errors").ValueEquals(((AccountError)AccountFamily.ApiTokenRefused.Data!).Errors);

    private async Task<bool> IsRefused(Operation endpoint, string? token)
    {
        using var request = endpoint.Request();
        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        using var response = await app.Http.SendAsync(request, Stop);
        return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            && endpoint.IsRefusal(response.StatusCode, JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(Stop)));
    }

    /// <summary>Returns the kinds of callers by the column headings of the table, each with a credential.</summary>
    private async Task<Dictionary<string, string?>> Callers()
    {
        var (_, stale) = await Given.SignedInUser(app.Rpc);
        app.Clock.Advance(FreshApp.TooLong);
        var root = await Given.Root(app);
        var (_, user) = await Given.SignedInUser(app.Rpc);
        var (admin, adminClient) = await Administrator(root);
        var (disabled, disabledClient) = await Administrator(root);
        var callers = new Dictionary<string, string?>
        {
            ["guest"] = null,
            ["user-stale"] = stale.Token,
            ["user"] = user.Token,
            ["user-token"] = await ApiToken(user),
            ["admin"] = adminClient.Token,
            ["admin-token-without"] = await ApiToken(adminClient),
            ["admin-token-with"] = await ApiToken(adminClient, Permission.Admin),
            ["disabled"] = disabledClient.Token,
            ["disabled-token-with"] = await ApiToken(disabledClient, Permission.Admin),
            ["root"] = root.Token,
            ["root-token-without"] = await ApiToken(root),
            ["root-token-with"] = await ApiToken(root, Permission.Admin),
        };
        Assert.Equal(200, (await adminClient.Call("session/signin")).Status);
        Assert.NotEqual(admin, disabled);
        Assert.Equal(200, (await root.Call("admin/users/set-enabled", disabled, false)).Status);
        return callers;
    }

    private async Task<(string Name, RpcClient Client)> Administrator(RpcClient root)
    {
        var name = await Given.User(app.Rpc);
        var id = (await app.FindUser(name))!.Id.ToString(null, null);
        Assert.Equal(200, (await root.Call("admin/users/set-permissions", id, new Dictionary<string, bool> { [Permission.Admin] = true })).Status);
        return (name, await Given.Session(app.Rpc, name));
    }

    private static async Task<string> ApiToken(RpcClient owner, string? permission = null)
    {
        var token = (await owner.Call("api-tokens/create", "t")).Data;
        if (permission is not null)
        {
            Assert.Equal(200, (await owner.Call("api-tokens/set-permissions", token.GetProperty("id").GetString(), new Dictionary<string, bool> { [permission] = true })).Status);
        }

        return token.GetProperty("token").GetString()!;
    }

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();

    private static string Row(string name, IEnumerable<(string Caller, string Cell)> cells) =>
        $"{name,-46}{string.Concat(cells.Select(cell => cell.Cell.PadRight(cell.Caller.Length + 2)))}".TrimEnd();
}
