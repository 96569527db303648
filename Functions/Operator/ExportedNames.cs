using System.Buffers;
using Serverless.Domain.UserNames;
using Serverless.Domain.Users;
using Serverless.Storage.Exports;
using Serverless.Storage.Rows;

namespace Serverless.Operator;

/// <summary>
/// Derives the rows of table Names from the exported users, so that users and their names are of one moment even while the app runs. Reservations of
/// running calls have no owner yet and are omitted.
/// </summary>
internal static class ExportedNames
{
    private const int FlushBytes = 1024 * 1024;

    /// <summary>Writes the names of all users of a complete file of table Accounts.</summary>
    /// <returns>The number of names.</returns>
    public static async Task<long> Write(string accounts, FileStream target, CancellationToken cancellation)
    {
        var (rows, buffer, written) = (0L, new ArrayBufferWriter<byte>(2 * FlushBytes), new HashSet<string>(StringComparer.Ordinal));
        await foreach (var line in File.ReadLinesAsync(accounts, cancellation))
        {
            if (ExportedRow.Parse(line).AsUser()?.ToUser() is not { IsErasing: false } user)
            {
                continue;
            }

            foreach (var name in Name.Of(user))
            {
                if (!written.Add(name.Key))
                {
                    // During the export one user gave the name up and another took it: the first user was read before, the second one after.
                    Console.WriteLine($"User {user.Id} and another one have a name in common, because it changed hands during the export. After an import, give user {user.Id} another one.");
                    continue;
                }

                ExportedRow.Of(new NameRow { Key = name.Key, Owner = user.Id }).WriteTo(buffer);
                rows++;
            }

            if (buffer.WrittenCount >= FlushBytes)
            {
                await target.WriteAsync(buffer.WrittenMemory, cancellation);
                buffer.ResetWrittenCount();
            }
        }

        await target.WriteAsync(buffer.WrittenMemory, cancellation);
        return rows;
    }
}
