using System.Net;
using System.Text.RegularExpressions;
using Serverless.Api.Accounts;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Audit;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>
/// Checks that HEAD executes nothing and that a POST that a redirect turned into a GET changes nothing. Root, who has every permission, calls every
/// method and every route of every endpoint, and the tables are compared before and after. A new operation takes part without being listed.
/// </summary>
public sealed partial class OnlyDocumentedVerbsWrite(TestApp app) : IClassFixture<TestApp>
{
    private static readonly HttpMethod Purge = new("PURGE");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_method_refuses_HEAD()
    {
        await NothingIsWritten(async root =>
        {
            foreach (var method in app.Get<Catalogue>().All<MethodDeclaration>())
            {
                using var response = await Send(root, HttpMethod.Head, "/api" + method.Id);
                Assert.True((response.StatusCode, Allow(response)) == (HttpStatusCode.MethodNotAllowed, method.Allow), $"{method.Id}: {response}");
            }
        });
    }

    [Fact]
    public async Task Every_method_that_writes_and_has_parameters_refuses_GET()
    {
        await NothingIsWritten(async root =>
        {
            foreach (var method in app.Get<Catalogue>().All<MethodDeclaration>().Where(method => !method.AllowsGet))
            {
                var answer = await root.Get("/api" + method.Id);
                Assert.True((answer.Status, answer.HttpStatus, answer.Allow) == (RpcStatus.HttpMethodNotAllowed, 405, "POST"), $"{method.Id}: {answer}");
            }
        });
    }

    [Fact]
    public async Task A_method_that_reads_writes_nothing_when_it_is_called_by_get()
    {
        await app.Rpc.Call("session/passkey-options"); // the first call of the installation creates the secret that signs challenges
        await NothingIsWritten(async root =>
        {
            foreach (var method in app.Get<Catalogue>().All<MethodDeclaration>().Where(method => method.IsReadOnly))
            {
                Assert.NotEqual(405, (await root.Get("/api" + method.Id)).HttpStatus);
            }
        });
    }

    [Fact]
    public void The_documents_call_by_get_every_method_that_writes_without_parameters() =>
        Assert.Equal(
            ["/v1/profile/delete-sessions", "/v1/session/signout"],
            app.Get<Catalogue>().All<MethodDeclaration>().Where(method => method is { AllowsGet: true, IsReadOnly: false }).Select(method => method.Id));

    [Fact]
    public void GET_and_HEAD_reach_only_endpoints_that_read() =>
        Assert.All(app.Get<Catalogue>().All<EndpointDeclaration>(), endpoint => Assert.All(endpoint.Routes, route =>
        {
            Assert.Equal(endpoint.IsReadOnly, route.Verbs.Count == 0 || route.Verbs.Contains("GET"));
            Assert.Equal(endpoint.IsReadOnly, route.Verbs.Count == 0 || route.Verbs.Contains("HEAD"));
        }));

    [Fact]
    public async Task HEAD_equals_GET_without_a_body_on_reading_endpoints_and_is_refused_on_writing_ones()
    {
        await NothingIsWritten(async root =>
        {
            foreach (var (path, verbs) in Paths())
            {
                using var head = await Send(root, HttpMethod.Head, path);
                Assert.Empty(await head.Content.ReadAsByteArrayAsync(Stop));
                if (verbs.Contains("HEAD"))
                {
                    using var get = await Send(root, HttpMethod.Get, path);
                    Assert.True((head.StatusCode, head.Content.Headers.ContentLength) == (get.StatusCode, get.Content.Headers.ContentLength), path);
                }
                else
                {
                    Assert.True((head.StatusCode, Allow(head)) == (HttpStatusCode.MethodNotAllowed, string.Join(", ", verbs)), $"{path}: {head}");
                }
            }
        });
    }

    [Fact]
    public async Task A_wrong_verb_on_a_known_path_is_answered_with_the_allowed_verbs()
    {
        await NothingIsWritten(async root =>
        {
            foreach (var (path, verbs) in Paths())
            {
                foreach (var wrong in new[] { HttpMethod.Get, HttpMethod.Put, HttpMethod.Patch, HttpMethod.Delete, Purge }.Where(verb => !verbs.Contains(verb.Method)))
                {
                    using var response = await Send(root, wrong, path);
                    // The documents of the session family do not define 405 (sessions.md 7).
                    var status = AccountFamily.Instance.Owns(path) ? HttpStatusCode.MethodNotAllowed : HttpStatusCode.NotFound;
                    Assert.True((response.StatusCode, Allow(response)) == (status, string.Join(", ", verbs)), $"{wrong} {path}: {response}");
                }
            }
        });
    }

    /// <summary>Returns every path with an endpoint, and the verbs that an endpoint accepts there.</summary>
    private IEnumerable<(string Path, IReadOnlyList<string> Verbs)> Paths()
    {
        var routes = app.Get<Catalogue>().All<EndpointDeclaration>().SelectMany(endpoint => endpoint.Routes).Where(route => route.Verbs.Count > 0).ToList();
        foreach (var template in routes.Select(route => route.Template).Distinct())
        {
            var path = Placeholder().Replace(template, "0");
            yield return (path, [.. routes.Where(route => Matches(route.Template, path)).SelectMany(route => route.Verbs).Distinct().Order(StringComparer.Ordinal)]);
        }
    }

    private static bool Matches(string template, string path) =>
        Regex.IsMatch(path, "^" + Placeholder().Replace(template, "[^/]+") + "$", RegexOptions.CultureInvariant);

    private async Task NothingIsWritten(Func<RpcClient, Task> calls)
    {
        var root = await Given.Root(app);
        await app.Get<CopyEvents>().Run(Stop); // of earlier calls: a reader of the audit log copies what waits
        var before = await TableContents.Of(app);
        await calls(root);
        Assert.Empty((await TableContents.Of(app)).ChangedSince(before));
    }

    private async Task<HttpResponseMessage> Send(RpcClient root, HttpMethod verb, string path)
    {
        using var request = new HttpRequestMessage(verb, path);
        request.Headers.TryAddWithoutValidation("Authorization", root.Token);
        return await app.Http.SendAsync(request, Stop);
    }

    private static string? Allow(HttpResponseMessage response) => response.Content.Headers.Allow.Count > 0 ? string.Join(", ", response.Content.Headers.Allow) : null;

    [GeneratedRegex(@"\{\w+\}")]
    private static partial Regex Placeholder();
}
