using Serverless.Measuring.Programs;
using Serverless.Tests.Harness;

namespace Serverless.Tests.Domain.SecondFactors;

/// <summary>Presents one second factor on two instances at once. Exactly one call wins, whatever wins.</summary>
public sealed class RaceTests(FactorApp app, AzuriteFixture azurite) : IClassFixture<FactorApp>, IAsyncLifetime
{
    private const int Rounds = 5;

    private readonly FactorApp _second = new(azurite) { Prefix = app.Prefix, Clock = app.Clock };

    public async ValueTask InitializeAsync() => await _second.InitializeAsync();

    public async ValueTask DisposeAsync() => await _second.DisposeAsync();

    [Fact]
    public async Task One_code_of_an_authenticator_app_signs_in_once()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        for (var round = 0; round < Rounds; round++)
        {
            var proof = new { totp = FactorGiven.Code(app, secret) };
            await AssertOneWins(await FactorGiven.Ticket(app.Rpc, name), await FactorGiven.Ticket(app.Rpc, name), proof, "second_factor_invalid");
            app.Clock.Advance(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task One_recovery_code_signs_in_once()
    {
        var (name, _, _, codes) = await FactorGiven.UserWithTotp(app);
        for (var round = 0; round < Rounds; round++)
        {
            await AssertOneWins(await FactorGiven.Ticket(app.Rpc, name), await FactorGiven.Ticket(app.Rpc, name), new { recovery_code = codes[round] }, "second_factor_invalid");
        }
    }

    [Fact]
    public async Task One_ticket_opens_one_session()
    {
        var (name, _, _, codes) = await FactorGiven.UserWithTotp(app);
        for (var round = 0; round < Rounds; round++)
        {
            var ticket = await FactorGiven.Ticket(app.Rpc, name);
            var (first, second) = (codes[2 * round], codes[(2 * round) + 1]);
            var answers = await Task.WhenAll(
                app.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = first }),
                _second.Rpc.Call("session/signin-second-factor", ticket, new { recovery_code = second }));
            AssertOneSucceeds(answers, "sign_in_ticket_invalid");
        }
    }

    [Fact]
    public async Task One_answer_of_a_passkey_signs_in_once()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        using var authenticator = FactorApp.Authenticator(); // without a counter, so that only the challenge decides
        await FactorGiven.Passkey(client, authenticator);
        for (var round = 0; round < Rounds; round++)
        {
            var answer = await FactorGiven.Answer(app.Rpc, authenticator);
            var answers = await Task.WhenAll(app.Rpc.Call("session/signin-passkey", answer), _second.Rpc.Call("session/signin-passkey", answer));
            AssertOneSucceeds(answers, "not_authenticated");
        }
    }

    [Fact]
    public async Task One_challenge_signed_by_two_passkeys_signs_in_once()
    {
        var (_, client) = await Given.SignedInUser(app.Rpc);
        var (_, other) = await Given.SignedInUser(app.Rpc);
        using SoftwareAuthenticator first = FactorApp.Authenticator(), second = FactorApp.Authenticator();
        await FactorGiven.Passkey(client, first);
        await FactorGiven.Passkey(other, second);
        for (var round = 0; round < Rounds; round++)
        {
            var asked = (await app.Rpc.Call("session/passkey-options")).Data;
            var (id, options) = (asked.GetProperty("challenge_id").GetString(), asked.GetProperty("options"));
            var answers = await Task.WhenAll(
                app.Rpc.Call("session/signin-passkey", new { challenge_id = id, credential = first.Sign(options) }),
                _second.Rpc.Call("session/signin-passkey", new { challenge_id = id, credential = second.Sign(options) }));
            AssertOneSucceeds(answers, "not_authenticated");
        }
    }

    [Fact]
    public async Task Five_tries_are_five_on_all_instances_together()
    {
        var (name, _, secret, _) = await FactorGiven.UserWithTotp(app);
        var ticket = await FactorGiven.Ticket(app.Rpc, name);
        var wrong = new { totp = FactorGiven.WrongCode(app, secret) };
        var answers = new List<RpcAnswer>();
        for (var i = 0; i < 4; i++)
        {
            answers.AddRange(await Task.WhenAll(app.Rpc.Call("session/signin-second-factor", ticket, wrong), _second.Rpc.Call("session/signin-second-factor", ticket, wrong)));
        }

        Assert.Equal(5, answers.Count(answer => answer.Reason == "second_factor_invalid"));
        Assert.Equal(3, answers.Count(answer => answer.Reason == "sign_in_ticket_invalid"));
    }

    private async Task AssertOneWins(string ticket, string otherTicket, object proof, string reason) => AssertOneSucceeds(
        await Task.WhenAll(app.Rpc.Call("session/signin-second-factor", ticket, proof), _second.Rpc.Call("session/signin-second-factor", otherTicket, proof)), reason);

    private static void AssertOneSucceeds(RpcAnswer[] answers, string reason)
    {
        Assert.Single(answers, answer => answer.IsSuccess);
        Assert.Equal(reason, Assert.Single(answers, answer => !answer.IsSuccess).Reason);
    }
}
