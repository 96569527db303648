using Serverless.Domain.Permissions;
using Serverless.Domain.Sessions;
using Serverless.Domain.SignIn;
using Serverless.Domain.Users;

namespace Serverless.Domain.SecondFactors;

/// <summary>
/// Signs a user in with a passkey alone. The authenticator names the user and must have verified them, by a PIN or a biometric check. So the passkey counts as
/// both factors.
/// </summary>
/// <remarks>
/// Failures count for the credential id as presented and for the IP address. A credential id is random and secret enough that no other person can lock out a
/// user's passkey. A user name that is locked because of wrong passwords does not lock the user's passkeys: signatures cannot be guessed.
/// </remarks>
public sealed class SignInWithPasskey(AccountStore accounts, CheckProof checkProof, CountedAttempt countedAttempt, OpenSession openSession)
{
    /// <summary>Opens a session.</summary>
    /// <param name="proof">The response of the authenticator to a challenge for signing in.</param>
    /// <param name="device">The device that the call comes from.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The session; or the time to wait, if too many attempts failed.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    public async Task<(OpenedSession? Session, TimeSpan? RetryAfter)> Run(FactorProof.Passkey proof, Device device, CancellationToken cancellation)
    {
        var response = PasskeyResponse.Read(proof.Credential);
        var user = response?.UserId is { } id ? await accounts.Read(id, cancellation) : null;
        return await countedAttempt.Run($"passkey;{response?.Id}", user, device, Open, static () => false, cancellation);

        async Task<OpenedSession?> Open()
        {
            if (user is null)
            {
                return null;
            }

            var session = await openSession.Prepare(device, cancellation);
            var changed = await accounts.Change(Actor.Nobody, user.Id, Try, cancellation, known: user);
            return changed is null ? null : session.Of(changed);

            async ValueTask<User?> Try(AccountChange change, CancellationToken stop)
            {
                if (!change.User.Enabled || !await checkProof.RunPasswordless(change, proof, stop))
                {
                    return null;
                }

                session.Open(change);
                return change.User;
            }
        }
    }
}
