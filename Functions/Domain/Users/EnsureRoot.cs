using Microsoft.Extensions.Options;
using Serverless.Domain.Passwords;
using Serverless.Domain.UserNames;
using Serverless.Security;

namespace Serverless.Domain.Users;

/// <summary>Creates root, user 1, when the storage is empty.</summary>
public sealed class EnsureRoot(
    AccountStore accounts,
    Names names,
    PasswordHashing hashing,
    IOptions<RootOptions> options,
    TimeProvider time)
{
    /// <summary>Creates root if it does not exist. A generated password is printed once, to the console and not to the log.</summary>
    /// <remarks>
    /// The user row decides which of several instances created root. The names are reserved before it, so root can sign in as soon as the row exists. If the
    /// instance crashes in between, the next start continues.
    /// </remarks>
    public async Task Run(CancellationToken cancellation)
    {
        var root = await accounts.Read(User.RootId, cancellation) ?? await Create(cancellation);
        await EnsureName(User.RootName, cancellation);
        if (root.Email is { } email)
        {
            await EnsureName(email, cancellation);
        }
    }

    private async Task<User> Create(CancellationToken cancellation)
    {
        var given = options.Value.Password is { Length: > 0 } password ? password : null;
        var email = options.Value.Email is { Length: > 0 } address ? EmailAddress.Normalize(address) : null;
        var chosen = given ?? PasswordPolicy.Generate();
        var root = new User
        {
            Id = User.RootId,
            Pseudonym = Pseudonym.Root,
            Name = User.RootName,
            Email = email,
            PasswordHash = await hashing.Hash(chosen, cancellation),
            HasInitialPassword = true,
            Created = time.GetUtcNow(),
        };
        var reserved = await Task.WhenAll(new[] { User.RootName, email }.OfType<string>().Select(name => names.TryReserve(NameKind.Login, name, User.RootId, cancellation)));
        if (!await accounts.TryAdd(root, cancellation))
        {
            return root; // another instance was faster; RepairNames resolves pending reservations
        }

        await Task.WhenAll(reserved.OfType<Reservation>().Select(reservation => names.Finalise(reservation, cancellation)));
        if (given is null)
        {
            Console.WriteLine($"Created the root user. Name: {User.RootName}  Password: {chosen}  (shown only now; sign in and change it)");
        }

        return root;
    }

    private async Task EnsureName(string name, CancellationToken cancellation)
    {
        if (await names.FindUser(name, cancellation) is null && await names.TryReserve(NameKind.Login, name, User.RootId, cancellation) is { } reservation)
        {
            await names.Finalise(reservation, cancellation);
        }
    }
}
