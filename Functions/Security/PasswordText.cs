namespace Serverless.Security;

/// <summary>
/// The form of a password that is hashed: Unicode normalisation form C. Keyboards and systems differ in whether they send an accented letter as one
/// character or as two, and the two look equal to users.
/// </summary>
public static class PasswordText
{
    /// <summary>Returns the normalised password. A text that is not well-formed Unicode stays as it is.</summary>
    public static string Normalize(string password) => UnicodeComposition.Compose(password);
}
