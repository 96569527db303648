using System.Buffers;
using System.Collections.Immutable;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using MailKit.Net.Proxy;
using Microsoft.Extensions.DependencyInjection;
using Serverless.Api.Rpc.Protocol;
using Serverless.Api.Shared;
using Serverless.Api.Shared.Declarations;
using Serverless.Domain.Email;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Security;
using Serverless.Storage;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Rules;

/// <summary>
/// Sends arbitrary bytes to the methods. Every response has the response format of the family and is never a server error. Set SERVERLESS_FUZZ_SEED
/// and SERVERLESS_FUZZ_CALLS to try other garbage, or more of it.
/// </summary>
public sealed class EveryMethodRejectsGarbage(EveryMethodRejectsGarbage.App app) : IClassFixture<EveryMethodRejectsGarbage.App>
{
    private const string TestSmtp = "/v1/admin/settings/test-smtp";

    private const int Block = 100;

    private static readonly int Seed = Setting("SERVERLESS_FUZZ_SEED", 20261123);
    private static readonly int Calls = Setting("SERVERLESS_FUZZ_CALLS", 10_000);

    /// <summary>Methods that compute a password hash, 15 ms each. They are chosen a third as often as others.</summary>
    private static readonly string[] Costly = ["/v1/session/signin", "/v1/session/signup", "/v1/profile/set-password"];

    private readonly Dictionary<int, int> _statuses = [];

    [Fact]
    public async Task Never_answers_garbage_with_500_or_another_response_format()
    {
        var refused = new Refused();
        var methods = app.Get<Catalogue>().All<MethodDeclaration>().SelectMany(method => Enumerable.Repeat(method, Costly.Contains(method.Id) ? 1 : 3)).ToList();
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(0, Calls / Block), options, async (block, _) =>
        {
            var user = await NewAdministrator();
            string? token = null;
            for (var number = block * Block; number < (block + 1) * Block; number++)
            {
                var call = new GarbageCall(methods, Seed, number);
                token ??= await OpenSession(user);
                var head = call.Wire.Head("Authorization", OneLine(call.Authorization(call.IsSignedIn ? token : "")));
                var answer = await RawHttp.Send(app.Http.BaseAddress!, head, call.Wire.Body);
                var status = Check(call, answer);
                if (answer.Status >= 400 && number % 4 == 0)
                {
                    refused.Add(() => RawHttp.Send(app.Http.BaseAddress!, head, call.Wire.Body), $"{call} {head}");
                }

                // An earlier call may have ended the session.
                token = status == RpcStatus.InsufficientPermissions ? null : token;
            }
        });

        // Garbage that never passes the first check would prove nothing.
        var report = string.Join(", ", _statuses.OrderByDescending(status => status.Value).Select(status => $"{status.Key}: {status.Value}"));
        TestContext.Current.TestOutputHelper?.WriteLine(report);
        Assert.True(_statuses.GetValueOrDefault(200) > Calls / 20 && _statuses.Count > 8, report);
        Assert.InRange(await refused.WriteNothing(app), Calls / 20, Calls);
    }

    [Fact]
    public void The_same_seed_makes_the_same_calls()
    {
        var methods = app.Get<Catalogue>().All<MethodDeclaration>().ToList();
        Assert.All(Enumerable.Range(0, 200), number => Assert.Equal(new GarbageCall(methods, Seed, number).ToString(), new GarbageCall(methods, Seed, number).ToString()));
    }

    /// <summary>Returns the credential without control characters, which would end the header or are refused by the server itself.</summary>
    private static string OneLine(string credential) => string.Concat(credential.Select(letter => char.IsControl(letter) && letter != '\t' ? '.' : letter));

    private int Check(GarbageCall call, RawAnswer answer)
    {
        var said = $"{call}\n{answer}";
        // 500 without "exception" is the documented response of test-smtp for an unreachable mail server, and here none is reachable.
        Assert.True(answer.Status > 0 && answer.Status < (call.Method.Id == TestSmtp ? 501 : 500), said);
        var isMessagePack = answer.ContentType == "application/msgpack";
        // The response has the format of the call; for an upload, the format of its parameters.
        Assert.True(isMessagePack || answer.ContentType == "application/json", said);
        Assert.True(call.Method.IsUpload || isMessagePack == (call.Verb != HttpMethod.Get && call.Verb != HttpMethod.Head && call.ContentType == "application/msgpack"), said);
        if (call.Verb == HttpMethod.Head)
        {
            Assert.True(answer is { Status: 404 or 405, Body.Length: 0 }, said);
            return answer.Status;
        }

        var body = isMessagePack ? FromMessagePack(answer.Body) : answer.Text;
        var status = StatusOf(body);
        Assert.True(status is not null, said);
        Assert.True(RpcStatus.Http(status.Value) == answer.Status, said);
        lock (_statuses)
        {
            _statuses[status.Value] = _statuses.GetValueOrDefault(status.Value) + 1;
        }

        return status.Value;
    }

    private static string FromMessagePack(byte[] body)
    {
        var json = new ArrayBufferWriter<byte>();
        return MessagePackJson.TryToJson(body, json) ? Encoding.UTF8.GetString(json.WrittenSpan) : "no MessagePack";
    }

    /// <summary>Returns the status in an envelope; null if the envelope is invalid.</summary>
    private static int? StatusOf(string body)
    {
        try
        {
            var envelope = JsonElement.Parse(body);
            if (envelope.GetProperty("jsonrpc").GetString() != "2.0" || envelope.TryGetProperty("result", out var result) == envelope.TryGetProperty("error", out var error))
            {
                return null;
            }

            if (result.ValueKind == JsonValueKind.Object)
            {
                return result.GetProperty("status").GetInt32() is >= 200 and < 300 and var success && !result.GetProperty("exception").GetBoolean() ? success : null;
            }

            var data = error.GetProperty("data");
            return Reasons.OfFailures.Values.Contains(data.GetProperty("meta").GetProperty("reason").GetString()!) && !data.GetProperty("exception").GetBoolean() && error.GetProperty("message").GetString() is not null
                ? error.GetProperty("code").GetInt32()
                : null;
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Creates a user for one block of calls, with every permission that can be granted.</summary>
    private async Task<long> NewAdministrator()
    {
        var user = await app.Get<CreateUser>().Run(
            new User
            {
                Id = 0,
                Name = Given.Name(),
                Created = app.Clock.GetUtcNow(),
                Permissions = ImmutableSortedDictionary<string, bool>.Empty.AddRange(Permission.Declared.Keys.Select(name => KeyValuePair.Create(name, true))),
            },
            CancellationToken.None);
        return user!.Id;
    }

    /// <summary>Creates a session without a sign-in, which would cost a hash.</summary>
    private async Task<string> OpenSession(long user)
    {
        var credential = Credential.Create(CredentialKind.Session, user, Ids.Random());
        var now = app.Clock.GetUtcNow();
        await app.Get<AccountStore>().Change(
            Actor.Nobody, user,
            change =>
            {
                change.CloseSessions(_ => true);
                change.OpenSession(credential, now, TimeSpan.FromDays(1));
                return true;
            },
            CancellationToken.None);
        return credential.Text;
    }

    /// <summary>The product without background writes. Its trials of mail servers end before the first packet, whichever host the garbage names.</summary>
    public sealed class App : TestApp
    {
        public App(AzuriteFixture azurite)
            : base(azurite)
        {
            Configure = services => services.AddSingleton(new SmtpTrust { Detour = new NoWayOut() });
            ReadsQueues = false;
        }
    }

    private sealed class NoWayOut() : ProxyClient("127.0.0.1", 1)
    {
        public override Stream Connect(string host, int port, CancellationToken cancellationToken = default) => throw new SocketException((int)SocketError.ConnectionRefused);

        public override Task<Stream> ConnectAsync(string host, int port, CancellationToken cancellationToken = default) =>
            throw new SocketException((int)SocketError.ConnectionRefused);
    }

    private static int Setting(string name, int value) => int.TryParse(Environment.GetEnvironmentVariable(name), out var given) ? given : value;
}
