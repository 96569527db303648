using Microsoft.Extensions.Options;
using Serverless.Accounts;
using Serverless.Email;
using Serverless.Pipeline;
using Serverless.Security;

namespace Serverless.Rest.Accounts;

/// <summary>What follows when an account was to be made: its first session, or why there is none.</summary>
public sealed class NewAccount(OpenPrivateSession openSession, RequestEmail requestEmail, IOptions<SignUpOptions> options)
{
    /// <summary>Somebody else has this address.</summary>
    public const string EmailTaken = "邮箱已经被使用";

    private const string NameTaken = "用户名已经被使用";

    /// <summary>Whether people can sign up by themselves.</summary>
    public bool IsOpen => options.Value.Enabled;

    /// <summary>Opens the session and sends the mail that confirms the address.</summary>
    /// <param name="creation">What came of making the user.</param>
    /// <param name="device">From where.</param>
    /// <param name="cancellation">Ends the call between two writes: then the user is there and can sign in, if he has a way to.</param>
    public async Task<Result> Welcome(Creation creation, Device device, CancellationToken cancellation)
    {
        if (creation.User is not { } user)
        {
            return Taken(creation.Taken);
        }

        if (options.Value.SendConfirmation && !user.HasGeneratedEmail)
        {
            await requestEmail.AfterSignUp(user.Id, cancellation);
        }

        // Null if an administrator was quicker than we.
        return await openSession.Run(user.Id, device, cancellation) is { } session ? Result.Of(Account.Of(session)) : AccountError.Unauthorized;
    }

    private static Result Taken(IReadOnlyList<Name> taken)
    {
        // An address has an @, a name of this family has none.
        var logins = taken.Where(name => name.Kind == NameKind.Login).ToLookup(name => name.Text.Contains('@', StringComparison.Ordinal));
        return AccountError.Invalid([.. logins[true].Select(_ => EmailTaken), .. logins[false].Select(_ => NameTaken)]) ?? AccountError.Busy;
    }
}
