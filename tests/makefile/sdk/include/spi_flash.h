/* SPDX-License-Identifier: MIT */
#ifndef STAND_IN_SPI_FLASH_H
#define STAND_IN_SPI_FLASH_H

typedef enum {
    SPI_FLASH_RESULT_OK,
    SPI_FLASH_RESULT_ERR,
    SPI_FLASH_RESULT_TIMEOUT
} SpiFlashOpResult;

#define SPI_FLASH_SEC_SIZE 4096

uint32 spi_flash_get_id(void);
SpiFlashOpResult spi_flash_erase_sector(uint16 sector);
SpiFlashOpResult spi_flash_write(uint32 to, uint32 *from, uint32 size);
SpiFlashOpResult spi_flash_read(uint32 from, uint32 *to, uint32 size);

#endif
