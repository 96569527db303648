using System.Globalization;
using Azure.Data.Tables;

namespace Serverless.Storage.Rows;

/// <summary>
/// Represents the <c>user</c> row of a user in table Accounts. Lists are compact text, far below the limit of 64 KiB. Text that is null has no column.
/// </summary>
public sealed record UserRow
{
    internal const string KeyPrefix = "user;";

    /// <summary>The smallest key that follows all keys with the prefix.</summary>
    internal const string KeyEnd = "user<";

    /// <summary>Gets the user id, which is the partition key.</summary>
    public required long Id { get; init; }

    /// <summary>Gets the number that identifies the user in the call log; 0 for none.</summary>
    public long Pseudonym { get; init; }

    /// <summary>Gets the user name.</summary>
    public required string Name { get; init; }

    /// <summary>Gets the email address.</summary>
    public string? Email { get; init; }

    /// <summary>Gets whether the email address is confirmed.</summary>
    public bool EmailConfirmed { get; init; }

    /// <summary>Gets the email address that waits for its confirmation.</summary>
    public string? PendingEmail { get; init; }

    /// <summary>Gets the list of replaced email addresses.</summary>
    public string? FormerEmails { get; init; }

    /// <summary>Gets the Telegram user name.</summary>
    public string? TelegramName { get; init; }

    /// <summary>Gets the full name; null if it is the user name.</summary>
    public string? FullName { get; init; }

    /// <summary>Gets the picture.</summary>
    public string? Picture { get; init; }

    /// <summary>Gets the telephone number.</summary>
    public string? PhoneNumber { get; init; }

    /// <summary>Gets the tag of the language of emails.</summary>
    public string? Locale { get; init; }

    /// <summary>Gets the list of external accounts.</summary>
    public string? Links { get; init; }

    /// <summary>Gets whether the account was created without personal data.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Gets the password hash.</summary>
    public string? PasswordHash { get; init; }

    /// <summary>Gets whether the password was generated or taken from the settings.</summary>
    public bool HasInitialPassword { get; init; }

    /// <summary>Gets whether the user is enabled.</summary>
    public bool Enabled { get; init; }

    /// <summary>Gets whether the user is being erased.</summary>
    public bool IsErasing { get; init; }

    /// <summary>Gets the time when the account was created.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Gets the time when the row was last written, by the clock of the storage service.</summary>
    public DateTimeOffset Updated { get; init; }

    /// <summary>Gets the permission overrides, see <see cref="PermissionColumn"/>.</summary>
    public string? Permissions { get; init; }

    /// <summary>Gets the list of sessions.</summary>
    public string? Sessions { get; init; }

    /// <summary>Gets the list of API tokens.</summary>
    public string? Tokens { get; init; }

    /// <summary>Gets the list of API tokens that were created without a confirmed email address.</summary>
    public string? UntrustedTokens { get; init; }

    /// <summary>Gets the list of API tokens that expire, with their expiry.</summary>
    public string? ExpiringTokens { get; init; }

    /// <summary>Gets the list of action tokens.</summary>
    public string? Actions { get; init; }

    /// <summary>Gets the list of handled email requests.</summary>
    public string? HandledMail { get; init; }

    /// <summary>Gets the list of device fingerprints.</summary>
    public string? Devices { get; init; }

    /// <summary>Gets the list of device marks.</summary>
    public string? KnownDevices { get; init; }

    /// <summary>Gets whether the user has an authenticator app.</summary>
    public bool HasTotp { get; init; }

    /// <summary>Gets the list of passkeys.</summary>
    public string? Passkeys { get; init; }

    /// <summary>Gets the number of recovery codes; 0 for none.</summary>
    public int RecoveryCodes { get; init; }

    /// <summary>Gets the list of sign-in tickets.</summary>
    public string? Tickets { get; init; }

    /// <summary>Gets the stamp of the last change that lists show; 0 for none.</summary>
    public long Listed { get; init; }

    /// <summary>Gets the time of the user's last event in the audit log, in ticks; 0 for none.</summary>
    public long Audited { get; init; }

    /// <summary>Gets the version that a change is based on.</summary>
    public RowVersion Version { get; init; }

    /// <summary>Returns the row key of a user. It contains the id: Azurite searches by row key first, and would scan all users if they shared one.</summary>
    internal static string RowKey(long id) => KeyPrefix + Key.Encode(id);

    internal TableEntity ToEntity()
    {
        var entity = Version.Entity(Key.Encode(Id), RowKey(Id));
        entity.Set(nameof(Name), Name);
        entity.Set(nameof(EmailConfirmed), EmailConfirmed);
        entity.Set(nameof(Enabled), Enabled);
        entity.Set(nameof(Created), Created);
        foreach (var (column, text) in (ReadOnlySpan<(string, string?)>)
        [
            (nameof(Permissions), Permissions), (nameof(Sessions), Sessions), (nameof(Tokens), Tokens), (nameof(Actions), Actions), (nameof(HandledMail), HandledMail),
            (nameof(Devices), Devices), (nameof(FormerEmails), FormerEmails), (nameof(UntrustedTokens), UntrustedTokens), (nameof(Links), Links), (nameof(KnownDevices), KnownDevices),
            (nameof(Email), Email), (nameof(PendingEmail), PendingEmail), (nameof(FullName), FullName), (nameof(Picture), Picture), (nameof(PhoneNumber), PhoneNumber),
            (nameof(TelegramName), TelegramName), (nameof(PasswordHash), PasswordHash), (nameof(Passkeys), Passkeys), (nameof(Tickets), Tickets), (nameof(ExpiringTokens), ExpiringTokens),
            (nameof(Locale), Locale),
        ])
        {
            entity.Set(column, text);
        }

        entity.Set(nameof(Pseudonym), Pseudonym == 0 ? null : Pseudonym);
        entity.Set(nameof(Listed), Listed == 0 ? null : Listed);
        entity.Set(nameof(Audited), Audited == 0 ? null : Audited);
        entity.Set(nameof(HasInitialPassword), HasInitialPassword ? true : null);
        entity.Set(nameof(HasTotp), HasTotp ? true : null);
        entity.Set(nameof(RecoveryCodes), RecoveryCodes == 0 ? null : RecoveryCodes);
        entity.Set(nameof(IsErasing), IsErasing ? true : null);
        entity.Set(nameof(IsTemporary), IsTemporary ? true : null);
        return entity;
    }

    internal static UserRow From(TableEntity entity) => new()
    {
        Id = long.Parse(entity.PartitionKey, CultureInfo.InvariantCulture),
        Pseudonym = entity.GetInt64(nameof(Pseudonym)) ?? 0,
        Name = entity.GetString(nameof(Name)),
        Email = entity.GetString(nameof(Email)),
        EmailConfirmed = entity.GetBoolean(nameof(EmailConfirmed)) ?? false,
        PendingEmail = entity.GetString(nameof(PendingEmail)),
        FormerEmails = entity.GetString(nameof(FormerEmails)),
        TelegramName = entity.GetString(nameof(TelegramName)),
        FullName = entity.GetString(nameof(FullName)),
        Picture = entity.GetString(nameof(Picture)),
        PhoneNumber = entity.GetString(nameof(PhoneNumber)),
        Locale = entity.GetString(nameof(Locale)),
        Links = entity.GetString(nameof(Links)),
        IsTemporary = entity.GetBoolean(nameof(IsTemporary)) ?? false,
        PasswordHash = entity.GetString(nameof(PasswordHash)),
        HasInitialPassword = entity.GetBoolean(nameof(HasInitialPassword)) ?? false,
        Enabled = entity.GetBoolean(nameof(Enabled)) ?? false,
        IsErasing = entity.GetBoolean(nameof(IsErasing)) ?? false,
        Created = entity.GetDateTimeOffset(nameof(Created)) ?? default,
        Updated = entity.Timestamp ?? default,
        Permissions = entity.GetString(nameof(Permissions)),
        Sessions = entity.GetString(nameof(Sessions)),
        Tokens = entity.GetString(nameof(Tokens)),
        UntrustedTokens = entity.GetString(nameof(UntrustedTokens)),
        ExpiringTokens = entity.GetString(nameof(ExpiringTokens)),
        Actions = entity.GetString(nameof(Actions)),
        HandledMail = entity.GetString(nameof(HandledMail)),
        Devices = entity.GetString(nameof(Devices)),
        KnownDevices = entity.GetString(nameof(KnownDevices)),
        HasTotp = entity.GetBoolean(nameof(HasTotp)) ?? false,
        Passkeys = entity.GetString(nameof(Passkeys)),
        RecoveryCodes = entity.GetInt32(nameof(RecoveryCodes)) ?? 0,
        Tickets = entity.GetString(nameof(Tickets)),
        Listed = entity.GetInt64(nameof(Listed)) ?? 0,
        Audited = entity.GetInt64(nameof(Audited)) ?? 0,
        Version = new(entity),
    };
}
