namespace Serverless.Domain.Failures;

/// <summary>Why a call fails, for programs. The RPC family sends the name in snake case as <c>error.data.meta.reason</c>.</summary>
/// <remarks>A name never changes, and a published meaning stays; texts for people may change. <c>docs/reference/errors.md</c> and openapi.json list all of them.</remarks>
public enum Reason
{
    /// <summary>The caller is not signed in, or does not hold a permission that the method needs.</summary>
    InsufficientPermissions,
    /// <summary>A rate limit refuses the call. The header <c>Retry-After</c> contains the seconds to wait before the next attempt.</summary>
    TooManyRequests,
    /// <summary>The body is neither JSON in UTF-8 nor MessagePack nor, for an upload, multipart; or it is compressed.</summary>
    UnsupportedContentType,
    /// <summary>The method cannot be called by this HTTP method. The header <c>Allow</c> lists those that work.</summary>
    HttpMethodNotAllowed,
    /// <summary>The body cannot be read to its end, or is not what its content type says.</summary>
    BodyNotDecoded,
    /// <summary>The body is larger than 64 KiB.</summary>
    BodyTooLarge,
    /// <summary>The number of parameters is wrong, or a parameter has the wrong form. The list <c>details</c> says which.</summary>
    InvalidParameters,
    /// <summary>There is no such method.</summary>
    MethodNotFound,
    /// <summary>The upload has no <c>Content-Length</c>.</summary>
    UploadSizeRequired,
    /// <summary>The file is larger than allowed.</summary>
    UploadTooLarge,
    /// <summary>The method takes no file.</summary>
    UploadNotSupported,
    /// <summary>The method takes a file and must be called with <c>multipart/form-data</c>.</summary>
    UploadRequired,
    /// <summary>The upload has no field <c>file</c>.</summary>
    UploadFileRequired,
    /// <summary>The file has no name, or a content type that the method does not take.</summary>
    UploadFileInvalid,
    /// <summary>The upload has a field other than <c>params</c> and one <c>file</c>.</summary>
    UploadUnexpectedField,
    /// <summary>Concurrent calls kept changing the same data. Repeat the call.</summary>
    Conflict,
    /// <summary>The service is temporarily unavailable. The header <c>Retry-After</c> contains the seconds to wait before the next attempt.</summary>
    ServiceUnavailable,
    /// <summary>An internal error.</summary>
    InternalError,
    /// <summary>The credentials are wrong, the user is disabled, or the caller is not signed in.</summary>
    NotAuthenticated,
    /// <summary>
    /// The call needs a session in which the user proved their identity a short time ago. Call <c>/v1/session/reauthenticate</c> or sign in, and repeat the
    /// call. An API token cannot make it.
    /// </summary>
    ReauthenticationRequired,
    /// <summary>The user holds none of the permissions that the sign-in asks for.</summary>
    NotAuthorized,
    /// <summary>The call was made without a session.</summary>
    NoSession,
    /// <summary>The language is not one of those that emails have.</summary>
    LocaleInvalid,
    /// <summary>Sign-up is closed.</summary>
    SignUpClosed,
    /// <summary>There is no such user.</summary>
    UserNotFound,
    /// <summary>Another user has this user name or email address.</summary>
    UserExists,
    /// <summary>There is no such token, or it was used or has expired.</summary>
    TokenNotFound,
    /// <summary>The token is malformed, or was made for something else.</summary>
    TokenInvalid,
    /// <summary>The user cannot be invited: they can sign in already, are disabled, or have no email address.</summary>
    InvitationNotPossible,
    /// <summary>The email address is malformed.</summary>
    EmailInvalid,
    /// <summary>Another user has this email address.</summary>
    EmailTaken,
    /// <summary>The Telegram user name is too short or too long, or has other characters than letters, digits and <c>_</c>.</summary>
    TelegramNameInvalid,
    /// <summary>Another user has this Telegram user name.</summary>
    TelegramNameTaken,
    /// <summary>The user name is too short or too long.</summary>
    UserNameLength,
    /// <summary>The user name has characters that are not allowed.</summary>
    UserNameCharacters,
    /// <summary>The user name looks like a number or a UUID, and could be taken for an id.</summary>
    UserNameAmbiguous,
    /// <summary>The user name is an email address, but not the user's own.</summary>
    UserNameNotOwnEmail,
    /// <summary>The password is too short.</summary>
    PasswordTooShort,
    /// <summary>The password is too long.</summary>
    PasswordTooLong,
    /// <summary>The password is one of those that are tried first.</summary>
    PasswordTooCommon,
    /// <summary>The password is the user's own name or address.</summary>
    PasswordNamesOwner,
    /// <summary>The password appears in a known data breach.</summary>
    PasswordBreached,
    /// <summary>There is no such permission.</summary>
    PermissionUnknown,
    /// <summary>The caller, or the owner of the API token, does not hold the permission to be given.</summary>
    PermissionNotHeld,
    /// <summary>Callers cannot do this to their own account.</summary>
    OwnAccount,
    /// <summary>This cannot be done to root, or only by root.</summary>
    RootAccount,
    /// <summary>The name of the API token is too long.</summary>
    ApiTokenNameTooLong,
    /// <summary>The name of the API token has control characters or invisible characters.</summary>
    ApiTokenNameCharacters,
    /// <summary>An API token cannot do this. Call with a session.</summary>
    SessionRequired,
    /// <summary>The user has as many API tokens as there may be.</summary>
    ApiTokenLimit,
    /// <summary>The API token must expire, and the call does not say when.</summary>
    ApiTokenExpiryRequired,
    /// <summary>The API token cannot live for so many days.</summary>
    ApiTokenExpiryInvalid,
    /// <summary>The API token has expired. Create a new one.</summary>
    ApiTokenExpired,
    /// <summary>The replaced secret of the API token cannot work for so many minutes.</summary>
    ApiTokenOverlapInvalid,
    /// <summary>There is no such session.</summary>
    SessionNotFound,
    /// <summary>There are too many or no users to notify, the subject or the body is too long, or the idempotency key has another form.</summary>
    NotificationInvalid,
    /// <summary>The idempotency key belongs to a notification with another text or other recipients.</summary>
    NotificationKeyUsed,
    /// <summary>There is no such notification to all users, or it is older than a week.</summary>
    NotificationNotFound,
    /// <summary>There is no such setting.</summary>
    SettingUnknown,
    /// <summary>The setting cannot have this value.</summary>
    SettingInvalid,
    /// <summary>There is no such email or language.</summary>
    EmailTemplateNotFound,
    /// <summary>A template of an email lacks a placeholder, has an unknown one, or is too long. The message says which.</summary>
    EmailTemplateInvalid,
    /// <summary>The caller has no confirmed email address.</summary>
    EmailNotConfirmed,
    /// <summary>The email could not be sent.</summary>
    EmailNotSent,
    /// <summary>The mask stands for the stored SMTP password, which goes only to the stored server.</summary>
    SmtpPasswordRequired,
    /// <summary>The SMTP server cannot be reached, or refused the connection.</summary>
    SmtpFailed,
    /// <summary>The SMTP server refused the sender or the recipient of the trial.</summary>
    SmtpEnvelopeRefused,
    /// <summary>The SMTP server offers no sign-in with a password.</summary>
    SmtpNoSignIn,
    /// <summary>The SMTP server refused the user name or the password.</summary>
    SmtpSignInFailed,
    /// <summary>The password is right, and a second factor is needed. In the RPC family, <c>ticket</c>, <c>factors</c> and <c>expires</c> say how to go on.</summary>
    SecondFactorRequired,
    /// <summary>The second factor is wrong, or was used before.</summary>
    SecondFactorInvalid,
    /// <summary>The sign-in ticket is unknown, used or expired, had too many wrong tries, or the password was changed. Sign in again.</summary>
    SignInTicketInvalid,
    /// <summary>The user must have a second factor and has none. Add one first.</summary>
    SecondFactorEnrolmentRequired,
    /// <summary>The user has no second factor.</summary>
    SecondFactorMissing,
    /// <summary>The code of the authenticator app is wrong, or no secret waits for a code.</summary>
    TotpCodeInvalid,
    /// <summary>The passkey is not valid for this site and user, or its challenge expired or was used.</summary>
    PasskeyInvalid,
    /// <summary>The name of the passkey is empty or too long, or has control characters or invisible characters.</summary>
    PasskeyNameInvalid,
    /// <summary>There is no such passkey.</summary>
    PasskeyNotFound,
    /// <summary>The user has this passkey already.</summary>
    PasskeyExists,
    /// <summary>The user has as many passkeys as there may be.</summary>
    PasskeyLimit,
}
