using Microsoft.Extensions.Options;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Creates a user without requiring any data. A missing name or email address is generated.</summary>
public sealed class CreateGeneratedUser(CreateUser createUser, IOptions<UserOptions> options)
{
    private const int Tries = 5;

    /// <summary>Creates the user. Generates new values if the generated ones are taken.</summary>
    /// <param name="name">The given name, normalised and validated; null to generate one.</param>
    /// <param name="email">The given email address, normalised and validated; null to generate one from a generated name, even if a name is given.</param>
    /// <param name="draft">Returns the user with a given name and email address.</param>
    /// <param name="cancellation">Cancels the call between two writes.</param>
    /// <param name="prepare">Adds rows to the same transaction, such as a first session.</param>
    public async Task<Creation> Run(string? name, string? email, Func<string, string, User> draft, CancellationToken cancellation, Action<AccountChange>? prepare = null)
    {
        for (var attempt = 1; ; attempt++)
        {
            var generated = GeneratedAccount.Name();
            var address = email ?? GeneratedAccount.Address(generated);
            var creation = await createUser.TryRun(draft(name ?? (options.Value.UserNameIsEmail ? address : generated), address), cancellation, prepare: prepare);
            var canHelp = creation.Taken.All(taken => taken.Kind == NameKind.Login && taken.Text != name && taken.Text != email);
            if (creation.User is not null || !canHelp || attempt == Tries)
            {
                return creation;
            }
        }
    }
}
