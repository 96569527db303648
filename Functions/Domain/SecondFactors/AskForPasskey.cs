using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>Creates requests to sign a challenge with a passkey.</summary>
public sealed class AskForPasskey(SecondFactorRows rows, Challenges challenges, RelyingParty party)
{
    /// <summary>Returns a request that any passkey of the site can answer. The authenticator must verify the user, because there is no password.</summary>
    public async Task<PasskeyRequest> Anyone(CancellationToken cancellation) =>
        new(party, Challenges.Format(await challenges.Create(ChallengePurpose.SignIn, 0, cancellation)), [], NeedsUserVerification: true);

    /// <summary>Returns a request that only the passkeys of a known user can answer.</summary>
    public async Task<PasskeyRequest> Known(User user, CancellationToken cancellation)
    {
        var passkeys = (await rows.Read(user.Id, cancellation)).Passkeys;
        var challenge = await challenges.Create(ChallengePurpose.Prove, user.Id, cancellation);
        return new(party, Challenges.Format(challenge), [.. passkeys.Select(KnownPasskey.Of)], NeedsUserVerification: false);
    }
}
