using System.Text.Json;
using Serverless.Api.Shared.Declarations;
using Serverless.Api.Shared.Endpoints;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>
/// Sends garbage to the endpoints of the session and account families. Every response has the response format of the family and is never a server
/// error. A new endpoint takes part without being listed. <see cref="EveryMethodRejectsGarbage"/> tests the RPC family.
/// </summary>
public sealed class EveryEndpointRejectsGarbage(EveryEndpointRejectsGarbage.App app) : IClassFixture<EveryEndpointRejectsGarbage.App>
{
    private const int Block = 100;

    private static readonly int Seed = Setting("SERVERLESS_FUZZ_SEED", 20261124);
    private static readonly int Calls = Setting("SERVERLESS_FUZZ_CALLS", 10_000);

    private readonly Dictionary<int, int> _statuses = [];

    /// <summary>The product without background writes: it writes only during calls.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite) => ReadsQueues = false;
    }

    [Fact]
    public async Task Never_answers_garbage_with_500_or_another_response_format()
    {
        var refused = new Refused();
        // Endpoints that compute a password hash, 15 ms each, are chosen a third as often as others.
        var endpoints = app.Get<Catalogue>().All<EndpointDeclaration>()
            .SelectMany(endpoint => Enumerable.Repeat(endpoint, endpoint.Parameters.All.Any(parameter => parameter.Name.Contains("pass", StringComparison.Ordinal)) ? 1 : 3))
            .ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, Calls / Block), options, async (block, stop) =>
        {
            var user = (await app.Get<CreateUser>().Run(new User { Id = 0, Name = Given.Name(), Created = app.Clock.GetUtcNow() }, stop))!.Id;
            string? token = null;
            for (var number = block * Block; number < (block + 1) * Block; number++)
            {
                var request = new GarbageRequest(endpoints, Seed, number);
                token ??= await OpenSession(user, stop);
                var head = request.Wire.Head(request.HasPrivateToken ? "PRIVATE-TOKEN" : "Authorization", OneLine(request.Credential(request.IsSignedIn ? token : "")));
                var answer = await RawHttp.Send(app.Http.BaseAddress!, head, request.Wire.Body);
                Check(request, answer);
                if (answer.Status >= 400 && number % 4 == 0)
                {
                    refused.Add(() => RawHttp.Send(app.Http.BaseAddress!, head, request.Wire.Body), $"{request} {head}");
                }

                // An earlier request may have ended the session.
                token = answer.Status == 401 ? null : token;
            }
        });

        // Garbage that never passes the first check would prove nothing.
        var report = string.Join(", ", _statuses.OrderByDescending(status => status.Value).Select(status => $"{status.Key}: {status.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(_statuses.GetValueOrDefault(200) > Calls / 20 && _statuses.Count >= 8, report);
        Assert.InRange(await refused.WriteNothing(app), Calls / 20, Calls);
    }

    [Fact]
    public void The_same_seed_makes_the_same_requests()
    {
        var endpoints = app.Get<Catalogue>().All<EndpointDeclaration>().ToList();
        Assert.All(Enumerable.Range(0, 200), number => Assert.Equal(new GarbageRequest(endpoints, Seed, number).ToString(), new GarbageRequest(endpoints, Seed, number).ToString()));
    }

    /// <summary>Returns the credential without control characters, which would end the header or are refused by the server itself.</summary>
    private static string OneLine(string credential) => string.Concat(credential.Select(letter => char.IsControl(letter) && letter != '\t' ? '.' : letter));

    private void Check(GarbageRequest request, RawAnswer answer)
    {
        var (status, body) = (answer.Status, answer.Text);
        var said = $"{request}\n{answer}";
        Assert.True(status is > 0 and < 500, said);
        var isBare = status == 204 || request.Verb == HttpMethod.Head
            || (status is 400 or 414 && body.Length == 0 && answer.ContentType is null); // the server itself refused it: no HTTP, or too long a line
        // Requests to /api and malformed paths may belong to the RPC family: its types have no character set, and it has its own test.
        var isRpc = answer.ContentType is "application/msgpack" || body.StartsWith("""{"jsonrpc":""", StringComparison.Ordinal);
        Assert.True(isBare || isRpc || (IsObject(body) && answer.ContentType == "application/json; charset=utf-8"), said);
        lock (_statuses)
        {
            _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        }
    }

    private static bool IsObject(string body)
    {
        try
        {
            return JsonElement.Parse(body).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Creates a session without a sign-in, which would cost a hash.</summary>
    private async Task<string> OpenSession(long user, CancellationToken stop)
    {
        var credential = Credential.Create(CredentialKind.Session, user, Ids.Random());
        await app.Get<AccountStore>().Change(Actor.Nobody, user, change => change.OpenSession(credential, app.Clock.GetUtcNow(), TimeSpan.FromDays(1)), stop);
        return credential.Text;
    }

    private static int Setting(string name, int value) => int.TryParse(Environment.GetEnvironmentVariable(name), out var given) ? given : value;
}
