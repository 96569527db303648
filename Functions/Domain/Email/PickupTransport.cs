using System.Globalization;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Serverless.Domain.Email;

/// <summary>
/// Writes emails as <c>&lt;id&gt;.eml</c> into a directory, for development and for mail servers that collect from one.
/// A file appears complete or not at all, and the first file of an id stays.
/// </summary>
public sealed partial class PickupTransport(
    IOptions<EmailOptions> options, IHostEnvironment environment, MimeComposer composer, ILogger<PickupTransport> logger)
    : IEmailTransport
{
    private readonly string _directory = Path.GetFullPath(options.Value.PickupDirectory, Path.GetFullPath(environment.ContentRootPath));
    private readonly Lock _naming = new();

    /// <inheritdoc/>
    public Task<bool> WasDelivered(long id, CancellationToken cancellationToken) => Task.FromResult(File.Exists(FileOf(id)));

    /// <inheritdoc/>
    public async Task Deliver(EmailMessage message, CancellationToken cancellationToken)
    {
        string file = FileOf(message.Id);
        if (File.Exists(file))
        {
            return;
        }

        using MimeMessage mime = composer.Compose(message);
        Directory.CreateDirectory(_directory);
        string unfinished = Path.Combine(_directory, $".{Guid.NewGuid():N}.tmp");
        try
        {
            await Write(mime, unfinished, cancellationToken);
            if (Name(unfinished, file))
            {
                LogDelivered(message.Id, file);
            }
        }
        finally
        {
            File.Delete(unfinished);
        }
    }

    private static async Task Write(MimeMessage mime, string file, CancellationToken cancellationToken)
    {
        var how = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows())
        {
            // The email carries a secret.
            how.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var stream = new FileStream(file, how);
        await mime.WriteToAsync(stream, cancellationToken);
        // Flushed before the file gets its name: after a power failure an empty file would count as delivered.
        await stream.FlushAsync(cancellationToken);
        RandomAccess.FlushToDisk(stream.SafeFileHandle);
    }

    // On Unix File.Move checks first and renames then, hence the lock. Two processes that deliver one email at the same moment
    // can still overwrite each other's file. Each file is a complete copy of that email.
    private bool Name(string unfinished, string file)
    {
        lock (_naming)
        {
            if (File.Exists(file))
            {
                return false;
            }

            File.Move(unfinished, file, overwrite: false);
            return true;
        }
    }

    private string FileOf(long id) => Path.Combine(_directory, id.ToString(CultureInfo.InvariantCulture) + ".eml");

    [LoggerMessage(EventId = 3001, Level = LogLevel.Information, Message = "Email {Id} is in {File}")]
    private partial void LogDelivered(long id, string file);
}
