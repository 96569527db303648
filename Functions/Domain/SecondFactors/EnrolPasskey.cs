using System.Buffers.Text;
using System.Text.Json;
using Serverless.Domain.Permissions;
using Serverless.Domain.Users;
using Serverless.Storage.Rows;

namespace Serverless.Domain.SecondFactors;

/// <summary>Adds a passkey that the user's authenticator created for a challenge of this service.</summary>
public sealed class EnrolPasskey(AccountStore accounts, SecondFactorRows rows, Passkeys passkeys, Challenges challenges, RelyingParty party, TimeProvider time)
{
    /// <summary>Returns what the browser needs to create a passkey; null if the user was deleted in the meantime.</summary>
    public async Task<NewPasskeyRequest?> Start(long userId, CancellationToken cancellation)
    {
        if (await accounts.Read(userId, cancellation) is not { } user)
        {
            return null;
        }

        var existing = user.Passkeys.Length > 0 ? (await rows.Read(userId, cancellation)).Passkeys : [];
        var challenge = await challenges.Create(ChallengePurpose.Create, userId, cancellation);
        return new NewPasskeyRequest(party, user, Base64Url.EncodeToString(PasskeyResponse.HandleOf(userId)), Challenges.Format(challenge), [.. existing.Select(KnownPasskey.Of)]);
    }

    /// <summary>Adds the passkey.</summary>
    /// <param name="actor">The actor that makes the change. Its credential must still be valid.</param>
    /// <param name="credential">The response of the authenticator, as the browser's <c>PublicKeyCredential.toJSON()</c> writes it.</param>
    /// <param name="name">The name of the passkey.</param>
    /// <param name="cancellation">Cancels the attempt between two transactions.</param>
    /// <returns>The outcome, and the record id of the passkey if it was added.</returns>
    /// <exception cref="ContentionException">Thrown when other calls keep changing the user.</exception>
    /// <exception cref="CredentialEndedException">Thrown when the credential ended in the meantime.</exception>
    public async Task<(PasskeyOutcome Outcome, long Id)> Finish(Actor actor, IReadOnlyDictionary<string, JsonElement> credential, string name, CancellationToken cancellation)
    {
        if (PasskeyResponse.Read(credential) is not { Challenge: { } text } response
            || await challenges.Open(text, ChallengePurpose.Create, actor.UserId, cancellation) is not { } challenge
            || await accounts.Read(actor.UserId, cancellation) is not { } user
            || await passkeys.Create(response, challenge, user, name, time.GetUtcNow(), cancellation) is not { } row)
        {
            return (PasskeyOutcome.Invalid, 0);
        }

        if (user.Passkeys.Contains(row.Id))
        {
            return (PasskeyOutcome.Exists, 0);
        }

        if (!await challenges.TryUse(challenge, cancellation))
        {
            return (PasskeyOutcome.Invalid, 0);
        }

        var refused = PasskeyOutcome.Invalid; // the user was deleted in the meantime
        var isAdded = await accounts.Change(actor, user.Id, Add, cancellation, known: user);
        return isAdded ? (PasskeyOutcome.Added, row.Id) : (refused, 0);

        bool Add(AccountChange change)
        {
            refused = change.User.Passkeys.Contains(row.Id) ? PasskeyOutcome.Exists : PasskeyOutcome.TooMany;
            if (!change.AddPasskey(row))
            {
                return false;
            }

            change.Notify(SecurityNotice.FactorAdded(FactorName.Passkey(name)), row.Created);
            return true;
        }
    }
}

/// <summary>Specifies the outcome of adding a passkey.</summary>
public enum PasskeyOutcome
{
    /// <summary>The response of the authenticator is invalid, or its challenge expired or was used.</summary>
    Invalid,

    /// <summary>The user has this passkey already.</summary>
    Exists,

    /// <summary>The user has the maximum number of passkeys.</summary>
    TooMany,

    /// <summary>The passkey was added.</summary>
    Added,
}
