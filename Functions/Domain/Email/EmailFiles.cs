namespace Serverless.Domain.Email;

/// <summary>Reads the files of this folder that the assembly contains: templates and texts of emails.</summary>
internal static class EmailFiles
{
    /// <summary>Returns the content of a file.</summary>
    /// <param name="name">The name of the resource, as in <c>Templates.layout.html</c>.</param>
    /// <exception cref="InvalidOperationException">There is no such file.</exception>
    public static string Read(string name)
    {
        using var stream = typeof(EmailFiles).Assembly.GetManifestResourceStream(typeof(EmailFiles), name) ?? throw new InvalidOperationException($"There is no email file {name}.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
