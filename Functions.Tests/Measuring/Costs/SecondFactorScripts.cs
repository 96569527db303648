using Microsoft.Extensions.DependencyInjection;
using OtpNet;
using Serverless.Domain.SignIn;
using Serverless.Measuring.Programs;
using Serverless.Domain.SecondFactors;
using Serverless.Domain.Users;

namespace Serverless.Measuring.Costs;

/// <summary>Contains the scripts of the methods that add, use and remove second factors.</summary>
internal static class SecondFactorScripts
{
    /// <summary>Gets the script of the method that confirms an authenticator app.</summary>
    public static Func<Actors, Task<Func<Task>>> ConfirmTotp { get; } = async actors =>
    {
        var secret = await StartTotp(actors);
        return () => actors.App.Call("/v1/profile/totp/confirm", actors.User, Code(actors, secret, 0));
    };

    /// <summary>Gets the script of the method that adds a passkey.</summary>
    public static Func<Actors, Task<Func<Task>>> CreatePasskey { get; } = async actors =>
    {
        using var authenticator = Authenticator(actors);
        var options = await actors.App.Call("/v1/profile/passkeys/create-options", actors.User);
        var credential = authenticator.Create(options.GetProperty("data"));
        return () => actors.App.Call("/v1/profile/passkeys/create", actors.User, credential);
    };

    /// <summary>Gets the script of the method with which an administrator removes all second factors of a user.</summary>
    public static Func<Actors, Task<Func<Task>>> Reset { get; } = async actors =>
    {
        await AddTotp(actors);
        return () => actors.App.Call("/v1/admin/users/reset-factors", actors.Root, actors.Id);
    };

    /// <summary>Gets the script of a sign-in with a passkey alone.</summary>
    public static Func<Actors, Task<Func<Task>>> SignInWithPasskey { get; } = async actors =>
    {
        using var authenticator = Authenticator(actors);
        await AddPasskey(actors, authenticator);
        var asked = (await actors.App.Call("/v1/session/passkey-options", null)).GetProperty("data");
        var answer = new { challenge_id = asked.GetProperty("challenge_id").GetString(), credential = authenticator.Sign(asked.GetProperty("options")) };
        return () => actors.App.Call("/v1/session/signin-passkey", null, answer);
    };

    /// <summary>Gets the script of the second half of a sign-in, with an authenticator app.</summary>
    public static Func<Actors, Task<Func<Task>>> SignInWithTotp { get; } = async actors =>
    {
        var secret = await AddTotp(actors);
        var user = await actors.App.Services.GetRequiredService<AccountStore>().Read(long.Parse(actors.Id, null), CancellationToken.None);
        var ticket = await actors.App.Services.GetRequiredService<Tickets>().Issue(new VerifiedUser(user!, null), actors.Name, CancellationToken.None);
        return () => actors.App.Call("/v1/session/signin-second-factor", null, ticket!.Credential.Text, new { totp = Code(actors, secret, 1) });
    };

    /// <summary>Returns the script of a method that takes the id of a passkey.</summary>
    public static Func<Actors, Task<Func<Task>>> WithPasskey(string method, params object?[] more) => async actors =>
    {
        using var authenticator = Authenticator(actors);
        var id = await AddPasskey(actors, authenticator);
        return () => actors.App.Call(method, actors.User, [id, .. more]);
    };

    /// <summary>Returns the script of a method for users with an authenticator app.</summary>
    public static Func<Actors, Task<Func<Task>>> WithTotp(string method) => async actors =>
    {
        await AddTotp(actors);
        return () => actors.App.Call(method, actors.User);
    };

    private static async Task<byte[]> StartTotp(Actors actors) =>
        Base32Encoding.ToBytes((await actors.App.Call("/v1/profile/totp/create", actors.User)).GetProperty("data").GetProperty("secret").GetString());

    /// <summary>Adds an authenticator app. Its code of the next step is not used yet.</summary>
    private static async Task<byte[]> AddTotp(Actors actors)
    {
        var secret = await StartTotp(actors);
        await actors.App.Call("/v1/profile/totp/confirm", actors.User, Code(actors, secret, 0));
        return secret;
    }

    private static async Task<string> AddPasskey(Actors actors, SoftwareAuthenticator authenticator)
    {
        var options = await actors.App.Call("/v1/profile/passkeys/create-options", actors.User);
        var created = await actors.App.Call("/v1/profile/passkeys/create", actors.User, authenticator.Create(options.GetProperty("data")));
        return created.GetProperty("data").GetProperty("id").GetString()!;
    }

    private static SoftwareAuthenticator Authenticator(Actors actors) => new() { Origin = new Uri(actors.App.Services.GetRequiredService<RelyingParty>().Origins.First()).GetLeftPart(UriPartial.Authority) };

    /// <summary>
    /// Returns the code of the current step, or of the next one. Both are still accepted if a step ends before the request arrives; the code of the step
    /// before is not.
    /// </summary>
    private static string Code(Actors actors, byte[] secret, int steps) =>
        TotpCode.Of(secret, TotpCode.StepOf(actors.App.Services.GetRequiredService<TimeProvider>().GetUtcNow()) + steps);
}
