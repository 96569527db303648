using System.Buffers;
using MessagePack;

namespace Serverless.Domain.Users.Index;

/// <summary>Converts a user listing to and from bytes: a version byte, then MessagePack.</summary>
internal static class PackedListing
{
    /// <summary>
    /// The version of listings, keys and trees. Raise it when one of them changes: the index is then built again. Keep the code for the older
    /// versions.
    /// </summary>
    public const byte Version = 2;

    /// <summary>The version of listings without a pseudonym.</summary>
    public const byte WithoutPseudonym = 1;

    /// <summary>Packs a listing. Returns null if the user is not in the index.</summary>
    public static byte[]? Pack(UserListing? user, byte version = Version)
    {
        if (user is null)
        {
            return null;
        }

        var target = new ArrayBufferWriter<byte>();
        target.Write([version]);
        var writer = new MessagePackWriter(target);
        writer.Write(user.Id);
        writer.Write(user.Name);
        writer.Write(user.Email);
        writer.Write(user.EmailConfirmed);
        writer.Write(user.TelegramName);
        writer.Write(user.Enabled);
        writer.Write(user.Created.UtcTicks);
        writer.Write(user.Permissions);
        if (version != WithoutPseudonym)
        {
            writer.Write(user.Pseudonym);
        }

        writer.Flush();
        return target.WrittenSpan.ToArray();
    }

    /// <summary>Unpacks a listing.</summary>
    /// <exception cref="InvalidDataException">Thrown when another version of the app wrote the listing.</exception>
    public static UserListing Unpack(byte[] bytes)
    {
        if (bytes is not [Version or WithoutPseudonym, ..])
        {
            throw new InvalidDataException("A change of a user was written by another version of this app.");
        }

        var reader = new MessagePackReader(bytes.AsMemory(1));
        return new(
            reader.ReadInt64(), reader.ReadString()!, reader.ReadString(), reader.ReadBoolean(), reader.ReadString(), reader.ReadBoolean(),
            new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero), reader.ReadString()!, bytes[0] == WithoutPseudonym ? Pseudonym.Nobody : reader.ReadInt64());
    }

    /// <summary>Upgrades a listing from the previous version, which had no pseudonym.</summary>
    public static byte[] Upgrade(byte[] bytes, long pseudonym)
    {
        if (bytes is not [WithoutPseudonym, ..])
        {
            return bytes;
        }

        var target = new ArrayBufferWriter<byte>();
        target.Write([Version, .. bytes.AsSpan(1)]);
        var writer = new MessagePackWriter(target);
        writer.Write(pseudonym);
        writer.Flush();
        return target.WrittenSpan.ToArray();
    }
}
