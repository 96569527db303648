using Microsoft.Extensions.Options;
using Serverless.Domain.Failures;
using Serverless.Domain.Passwords;
using Serverless.Domain.UserNames;

namespace Serverless.Domain.Users;

/// <summary>Validates the data of a new user under the rules of the RPC family (rpc.md 5.1, 5.2), and converts it to its stored form.</summary>
public sealed class DraftUser(PasswordPolicy policy, IOptions<UserOptions> options, TimeProvider time)
{
    /// <summary>Returns the user to create, without id and password hash. Empty texts count as omitted.</summary>
    /// <param name="username">The user name.</param>
    /// <param name="password">The password. Without one, password sign-in fails until an administrator or a password reset by email sets one.</param>
    /// <param name="email">The email address. If it is omitted, a user name that is an email address is used.</param>
    /// <param name="telegramName">The Telegram user name.</param>
    /// <param name="problem">The reason for the refusal; null if there is a draft.</param>
    /// <returns>The draft, or null.</returns>
    public User? Run(string username, string? password, string? email, string? telegramName, out Refusal? problem)
    {
        var name = UserName.Normalize(username);
        var isAddress = options.Value.UserNameIsEmail || name.Contains('@', StringComparison.Ordinal);
        var address = string.IsNullOrEmpty(email) ? (isAddress ? name : null) : EmailAddress.Normalize(email);
        var telegram = string.IsNullOrEmpty(telegramName) ? null : TelegramName.Normalize(telegramName);
        problem = RefuseName(name)
            ?? (address is not null && !EmailAddress.IsValid(address) ? EmailAddress.Malformed : null)
            ?? RefuseForeignAddress(name, address)
            ?? (telegram is null ? null : TelegramName.Refuse(telegram))
            ?? (string.IsNullOrEmpty(password) ? null : policy.Refuse(password, name, address));
        return problem is null ? new User { Id = 0, Name = name, Email = address, TelegramName = telegram, Created = time.GetUtcNow() } : null;
    }

    /// <summary>Returns the user to invite, without id and password. An invitation needs an email address.</summary>
    /// <param name="username">The user name.</param>
    /// <param name="email">The email address.</param>
    /// <param name="problem">The reason for the refusal; null if there is a draft.</param>
    /// <returns>The draft, or null.</returns>
    public User? Invited(string username, string email, out Refusal? problem)
    {
        problem = EmailAddress.IsValid(EmailAddress.Normalize(email)) ? null : EmailAddress.Malformed;
        return problem is null ? Run(username, password: null, email, telegramName: null, out problem) : null;
    }

    /// <summary>Returns why a normalised text cannot be the name of a user with this email address; null if it can.</summary>
    public Refusal? RefuseName(string name, string? email) => RefuseName(name) ?? RefuseForeignAddress(name, email);

    /// <summary>
    /// Returns whether a user can have an email address, or none. A user name that is an email address must be the user's own, and changes with it.
    /// </summary>
    public bool CanHaveEmail(User user, string? email) =>
        !user.Name.Contains('@', StringComparison.Ordinal) || email == user.Name || (email is not null && RefuseName(email) is null);

    // Otherwise a login text could match the user name of one user and the email address of another.
    private Refusal? RefuseForeignAddress(string name, string? email) =>
        (options.Value.UserNameIsEmail || name.Contains('@', StringComparison.Ordinal)) && name != email
            ? new Refusal(Reason.UserNameNotOwnEmail, "User name that is an email address must be the user's own email")
            : null;

    private Refusal? RefuseName(string name) =>
        !options.Value.UserNameIsEmail ? UserName.Refuse(name)
        : EmailAddress.IsValid(name) ? null
        : EmailAddress.Malformed;
}
