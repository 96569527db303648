using Microsoft.Extensions.Options;
using Serverless.Api.Shared;
using Serverless.Domain.Email;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;

namespace Serverless.Api.Accounts;

/// <summary>Completes a sign-up: returns the first session, or the failure.</summary>
public sealed class NewAccount(OpenPrivateSession openSession, RequestEmail requestEmail, IOptions<SignUpOptions> options)
{
    /// <summary>The error text for an email address that another user has.</summary>
    public const string EmailTaken = "邮箱已经被使用";

    private const string NameTaken = "用户名已经被使用";

    /// <summary>Gets whether users can sign up themselves.</summary>
    public bool IsOpen => options.Value.Enabled;

    /// <summary>Prepares the first session.</summary>
    public Task<FirstPrivateSession> FirstSession(Device device, CancellationToken cancellation) => openSession.First(device, cancellation);

    /// <summary>Sends the email that confirms the email address, and returns the result.</summary>
    /// <param name="creation">The outcome of creating the user.</param>
    /// <param name="first">The first session, which was created with the user.</param>
    /// <param name="cancellation">Cancels the call between two writes. The user then exists and can sign in, if they have a way to sign in.</param>
    public async Task<Result> Welcome(Creation creation, FirstPrivateSession first, CancellationToken cancellation)
    {
        if (creation.User is not { } user)
        {
            return Taken(creation.Taken);
        }

        if (options.Value.SendConfirmation && !user.HasGeneratedEmail)
        {
            await requestEmail.Confirm(user.Id, cancellation);
        }

        return Result.Of(Account.Of(new OpenedPrivateSession(first.Token, user)));
    }

    private static Result Taken(IReadOnlyList<Name> taken)
    {
        // An email address has an @; a user name of this family has none.
        var logins = taken.Where(name => name.Kind == NameKind.Login).ToLookup(name => name.Text.Contains('@', StringComparison.Ordinal));
        return AccountError.Invalid([.. logins[true].Select(_ => EmailTaken), .. logins[false].Select(_ => NameTaken)]) ?? AccountError.Busy;
    }
}
