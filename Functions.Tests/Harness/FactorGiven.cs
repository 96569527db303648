using System.Text.Json;
using OtpNet;
using Serverless.Measuring.Programs;
using Serverless.Domain.SecondFactors;

namespace Serverless.Tests.Harness;

/// <summary>Creates second factors through the product's own methods.</summary>
public static class FactorGiven
{
    /// <summary>Adds an authenticator app to a user.</summary>
    /// <returns>The secret, and the recovery codes; none if the user had a second factor before.</returns>
    public static async Task<(byte[] Secret, string[] RecoveryCodes)> Totp(TestApp app, RpcClient user)
    {
        var created = await user.Call("profile/totp/create");
        Assert.True(created.IsSuccess, created.ToString());
        var secret = Base32Encoding.ToBytes(created.Data.GetProperty("secret").GetString());
        var confirmed = await user.Call("profile/totp/confirm", Code(app, secret));
        Assert.True(confirmed.IsSuccess, confirmed.ToString());
        return (secret, confirmed.Data.TryGetProperty("recovery_codes", out var codes) ? [.. codes.EnumerateArray().Select(code => code.GetString()!)] : []);
    }

    /// <summary>Returns a user with an authenticator app whose first code is used, and the next code is due.</summary>
    public static async Task<(string Name, RpcClient Client, byte[] Secret, string[] RecoveryCodes)> UserWithTotp(TestApp app)
    {
        var (name, client) = await Given.SignedInUser(app.Rpc, withEmail: true);
        var (secret, codes) = await Totp(app, client);
        app.Clock.Advance(TimeSpan.FromSeconds(30));
        return (name, client, secret, codes);
    }

    /// <summary>Returns the code of the current step, or of one before or after it.</summary>
    public static string Code(TestApp app, byte[] secret, int steps = 0) => TotpCode.Of(secret, TotpCode.StepOf(app.Clock.GetUtcNow()) + steps);

    /// <summary>Returns a code that is wrong now.</summary>
    public static string WrongCode(TestApp app, byte[] secret)
    {
        var right = Enumerable.Range(-2, 5).Select(step => Code(app, secret, step)).ToList();
        return new[] { "000000", "111111", "222222", "333333", "444444", "555555" }.First(code => !right.Contains(code));
    }

    /// <summary>Adds a passkey to a user.</summary>
    /// <returns>The id of the passkey.</returns>
    public static async Task<string> Passkey(RpcClient user, SoftwareAuthenticator authenticator, string? name = null)
    {
        var options = await user.Call("profile/passkeys/create-options");
        Assert.True(options.IsSuccess, options.ToString());
        var created = await user.Call("profile/passkeys/create", authenticator.Create(options.Data), name);
        Assert.True(created.IsSuccess, created.ToString());
        return created.Data.GetProperty("id").GetString()!;
    }

    /// <summary>Enters the right password, and returns the ticket.</summary>
    public static async Task<string> Ticket(RpcClient rpc, string name, string password = Given.Password) => Meta(await rpc.Call("session/signin", new { username = name, password })).GetProperty("ticket").GetString()!;

    /// <summary>Returns the machine-readable part of a failure.</summary>
    public static JsonElement Meta(RpcAnswer answer) => answer.Envelope.GetProperty("error").GetProperty("data").GetProperty("meta");

    /// <summary>Signs a challenge for a ticket, or for a sign-in without a password.</summary>
    public static async Task<object> Answer(RpcClient rpc, SoftwareAuthenticator authenticator, string? ticket = null)
    {
        var asked = await rpc.Call("session/passkey-options", ticket);
        Assert.True(asked.IsSuccess, asked.ToString());
        return new { challenge_id = asked.Data.GetProperty("challenge_id").GetString(), credential = authenticator.Sign(asked.Data.GetProperty("options")) };
    }
}
