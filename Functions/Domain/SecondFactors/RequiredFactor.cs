using Microsoft.Extensions.Options;
using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.Users;

namespace Serverless.Domain.SecondFactors;

/// <summary>Finds out whether a caller lacks a second factor that they must have.</summary>
/// <remarks>
/// The session row contains whether its user has a second factor, so a session costs no request. The row of an API token does not. A call with an API token
/// costs a read of the user row if <c>SecondFactor__RequiredFor</c> applies to the token.
/// </remarks>
public sealed class RequiredFactor(AccountStore accounts, IOptions<SecondFactorOptions> options)
{
    /// <summary>Returns whether the caller must add a second factor first.</summary>
    public ValueTask<bool> IsMissing(Caller caller, CancellationToken cancellation) =>
        !options.Value.IsRequiredFor(caller) ? new(false)
        : SessionOwner.Of(caller.Session) is { } owner ? new(!owner.HasSecondFactor)
        : Lacks(caller.UserId, cancellation);

    private async ValueTask<bool> Lacks(long userId, CancellationToken cancellation) => await accounts.Read(userId, cancellation) is not { HasSecondFactor: true };
}
