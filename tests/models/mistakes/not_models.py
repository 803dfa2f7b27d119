"""Files that are something other than a TFLite model."""

import io
import zipfile

from mistakes import sound


def empty():
    """no bytes"""
    return b""


def text():
    """plain text"""
    return b"This is not a model.\nIt is a note about one.\n"


def git_lfs_pointer():
    """the pointer that git leaves when LFS is not installed"""
    return (
        b"version https://git-lfs.github.com/spec/v1\n"
        b"oid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\n"
        b"size 300568\n"
    )


def html_page():
    """a web page saved in place of the download"""
    return b"<!DOCTYPE html>\n<html>\n<head><title>model.tflite at main</title></head>\n<body></body>\n</html>\n"


def c_array():
    """the source file that `xxd -i` generates from a model"""
    return (
        b"unsigned char model_tflite[] = {\n"
        b"  0x1c, 0x00, 0x00, 0x00, 0x54, 0x46, 0x4c, 0x33,\n"
        b"};\n"
        b"unsigned int model_tflite_len = 8;\n"
    )


def zip_archive():
    """a zip archive with a model inside"""
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as file:
        file.writestr(zipfile.ZipInfo("model.tflite", (2024, 1, 1, 0, 0, 0)), sound.convolution().serialize())
    return archive.getvalue()


def gzip_file():
    """a compressed model"""
    return b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + bytes(range(64))


def keras_hdf5():
    """a Keras model that was not converted"""
    return b"\x89HDF\r\n\x1a\n" + bytes(120)


def wrong_identifier():
    """a flatbuffer of another schema: file identifier TFL2"""
    model = sound.convolution().serialize()
    return model[:4] + b"TFL2" + model[8:]


def truncated():
    """the first 300 bytes of a model"""
    return sound.convolution().serialize()[:300]


def truncated_in_header():
    """the first 6 bytes of a model"""
    return sound.convolution().serialize()[:6]
