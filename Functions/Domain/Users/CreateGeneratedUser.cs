using Microsoft.Extensions.Options;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Makes a user of whom nothing need be known: name and address are made up where none is given.</summary>
public sealed class CreateGeneratedUser(CreateUser createUser, IOptions<UserOptions> options)
{
    private const int Tries = 5;

    /// <summary>Makes the user; draws again when what was drawn is taken.</summary>
    /// <param name="name">The given name, normalised and checked; null to have one made up.</param>
    /// <param name="email">The given address, likewise; null to have one made up, of a made-up name even where a name is given.</param>
    /// <param name="draft">The user with this name and this address.</param>
    /// <param name="cancellation">Ends the call between two writes.</param>
    /// <param name="prepare">Adds what is written in the same transaction, such as a first session.</param>
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
